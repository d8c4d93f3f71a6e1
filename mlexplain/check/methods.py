"""Method calls: of tensors, of modules, and of receivers that are not known."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from mlexplain.check import (
    attributes,
    calls,
    creating,
    devices,
    distributions,
    following,
    joining,
    knowledge,
    modules,
    moving,
    reporting,
    tensors,
    values,
)
from mlexplain.check.call import Call, evaluated
from mlexplain.check.dispatch import dotted_key
from mlexplain.check.values import Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow


def called(flow: Flow, node: ast.Call, func: ast.Attribute) -> Value | None:
    """The value of `receiver.name(...)`."""
    base_node, name = func.value, func.attr
    base = flow.value(base_node)
    if base is None:
        call = evaluated(flow, node)
        held = attributes.attribute_of(flow, base, name, func) if flow.parts else None
        if isinstance(base_node, ast.Name) and base_node.id in flow.parts:
            held = flow.env.get(f"{base_node.id}.{name}", held)
        if held is not None and held.kind not in (values.DEVICE, values.NUMBER):
            return calls.call_value(call, held)
        if name == "load_state_dict":
            _loads(call, base_node)
        calls.literal_to_member(call)
        if name in moving.MOVES and isinstance(base_node, ast.Call):
            if isinstance(base_node.func, ast.Name) and base_node.func.id == "getattr":
                modules.perhaps_moved(flow, [flow.value(a) for a in base_node.args[:1]])
        return _of_unknown(call, name)
    kind = base.kind
    if kind == values.LIBRARY:
        callee = flow.project.named(f"{base.data}.{name}", flow.file)
        return calls.call_value(evaluated(flow, node), callee)
    call = evaluated(flow, node)
    if name == "load_state_dict":
        _loads(call, base_node)
    if kind == values.UNION and name == "numpy":
        tensors.to_array(flow, node, base)
        return Value(values.ARRAY)
    if kind == values.UNION:
        return values.union([_called_on(call, func, one) for one in base.data])
    return _called_on(call, func, base)


_HOLDS_NO_TENSORS = re.compile("sched|scaler|sampler|rng|loader|state$")


def _loads(call: Call, receiver: ast.expr) -> None:
    """A checkpoint read without `map_location` is put to use."""
    state = call.first
    if state is not None and state.kind == values.DICT:  # `{new(k): v for k, v in state.items()}`
        inside = (one for one in state.data.values() if one is not None)
        state = next((one for one in inside if one.kind == values.LOADED), None)
    if state is not None and state.kind == values.LOADED and state.origin is not None:
        text = state.origin.function.file.text
        if _HOLDS_NO_TENSORS.search(call.flow.file.source(receiver).lower()):
            return
        if "cuda" in text or "device" in text:
            reporting.load(call.flow, state.origin)


def _called_on(call: Call, func: ast.Attribute, base: Value | None) -> Value | None:
    if base is None:
        return None
    name = func.attr
    kind = base.kind
    if kind == values.TENSOR:
        return tensors.of_tensor(call, base, name)
    if kind == values.ANY:
        return _of_any(call, base, name)
    if kind == values.MODULE:
        return modules.method(call, func, base)
    if kind in (values.OBJECT, values.CLASS):
        cls = base.data[0] if kind == values.OBJECT else base.data
        function = cls.method(name, call.flow.project)
        if function is not None:
            receiver = base if kind == values.OBJECT else None
            return following.follow(call, function, receiver)
        if name in moving.MOVES and kind == values.OBJECT:
            return None
        if name == "from_pretrained":
            return None
        held = call.flow.value(func)
        if held is not None and held.kind != values.DEVICE:
            return calls.call_value(call, held)
        return _of_unknown(call, name)
    if kind == values.ENCODING:
        if name == "to":
            return base.but(device=moving.destination(call, base))
        if name in ("items", "values"):
            one = values.tensor(base.device, origin=base.origin)
            return _pairs(name, one)
        return None
    if kind == values.DICT:
        return _of_dict(call, base, name)
    if kind in (values.ITEMS, values.EACH):
        if name in ("append", "extend", "insert", "add") and call.positional:
            _grow(call.flow, func.value, base, name, call.positional[-1])
        elif name == "pop":
            return joining.element(base)
        return None
    if kind == values.DISTRIBUTION:
        return distributions.method(call, base, name)
    if kind == values.ARRAY:
        return base if name in knowledge.ARRAY_METHODS else None
    if kind == values.LOADED:
        if name in ("items", "values"):
            return _pairs(name, base)
        return base if name in ("get", "pop", "copy") else None
    if kind == values.GENERATOR:
        return base if name == "manual_seed" else None
    if kind == values.PARAMETERS and name == "__next__":
        return joining.element(base)
    if kind == values.TOKENIZER:
        return _of_tokenizer(call, name)
    if kind == values.OPTIMIZER:
        return modules.optimizer_method(base, name)
    if kind == values.TEXT and name == "format" and devices.is_cuda(base.device):
        return Value(values.DEVICE, devices.CHOSEN + "device")  # `"cuda:{}".format(gpu)`
    if kind == values.DEVICE or kind == values.TEXT:
        return values.TEXT_VALUE if kind == values.TEXT else None
    return None


_RETURN_SELF = ("train", "eval", "requires_grad_", "half", "float", "bfloat16")


def _of_any(call: Call, base: Value, name: str) -> Value | None:
    if name in moving.MOVES:
        return moving.moved(call, base, name)
    if name == "numpy":
        if "." not in (base.name or ""):
            call.flow.evidence.add(base.name or "")
        if not call.keywords and not call.node.args:
            tensors.to_array(call.flow, call.node, base)
        return Value(values.ARRAY)
    if name in ("items", "values", "keys"):
        return _pairs(name, base.but(name=f"{base.name}.{name}", ndim=None, sure=False))
    if name == "update" and not base.sure and isinstance(call.node.func, ast.Attribute):
        whole = dotted_key(call.node.func.value)
        if whole is not None:
            call.flow.refilled.add(whole)
            call.flow.bind(whole, None)  # a dict, of which some members are others now
        return None
    if name in ("pop", "get") and not base.sure and call.node.args:
        key = call.node.args[0]
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            return base.but(name=f"{base.name}[{key.value!r}]", ndim=None)
    if name in ("parameters", "buffers"):
        return Value(values.PARAMETERS, base.device, base.but(kind=values.MODULE, data=None))
    if name in _RETURN_SELF and not call.node.args:
        return base
    if name == "generate":
        return modules.generate(call, base)
    if name == "register_forward_hook":
        return _of_unknown(call, name)
    if name in knowledge.EVIDENCE:
        call.flow.evidence.add(base.name or "")
    if name in knowledge.TENSOR_METHODS and name not in ("data", "index", "count", "get"):
        sure = base.sure or name in knowledge.EVIDENCE
        held = base.but(kind=values.TENSOR, sure=sure)
        return tensors.of_tensor(call, held, name)
    return None


def _pairs(name: str, one: Value) -> Value:
    if name == "keys":
        return Value(values.EACH, data=values.TEXT_VALUE)
    if name == "values":
        return Value(values.EACH, data=one)
    return Value(values.EACH, data=Value(values.ITEMS, data=(values.TEXT_VALUE, one)))


def _of_dict(call: Call, base: Value, name: str) -> Value | None:
    if name in ("items", "values"):
        one: Value | None = None
        for position, held in enumerate(base.data.values()):
            one = held if position == 0 else joining.join(one, held)
        return _pairs(name, one) if one is not None else None
    if name in ("get", "pop") and call.node.args and isinstance(call.node.args[0], ast.Constant):
        return base.data.get(call.node.args[0].value)
    return None


def _of_tokenizer(call: Call, name: str) -> Value | None:
    found = creating.tokens(call)
    if name == "encode" and found is not None:
        return values.tensor(found.device, 2, found.origin)
    if name == "apply_chat_template" and found is not None:
        asked = call.written("return_dict")
        if isinstance(asked, ast.Constant) and asked.value is True:
            return found
        return None  # a tensor before transformers 5, a BatchEncoding after
    return found if name in ("batch_encode_plus", "encode_plus", "pad", "__call__") else None


def _grow(flow: Flow, node: ast.expr, base: Value, name: str, one: Value | None) -> None:
    if name == "extend":
        one = joining.element(one)
    key = dotted_key(node)
    if key is None:
        return
    if "." in key and flow.in_module and one is not None and one.kind == values.TENSOR:
        if one.origin is not None and one.origin.how == "created":
            one = one.but(origin=flow.created(node))
    held = one if base.kind == values.ITEMS and not base.data else None
    if held is None:
        held = _beside(joining.element(base), one)
    if "." in key:
        flow.parts.add(key.partition(".")[0])
    flow.env[key] = Value(values.EACH, data=held)


def _beside(held: Value | None, one: Value | None) -> Value | None:
    """A list of tensors that is given one from elsewhere holds both, not one of the two."""
    joined = joining.join(held, one)
    if joined is not None and joined.kind == values.UNION and held is not None and one is not None:
        if held.kind == one.kind == values.TENSOR:
            return joined.but(data=joined.data, name=values.TOGETHER)
    return joined


def _of_unknown(call: Call, name: str) -> Value | None:
    if name in moving.MOVES:
        return moving.moved(call, Value(values.ANY, None, sure=False), name)
    if name == "register_forward_hook" and call.positional and len(call.node.args) == 1:
        calls.call_value(call.of_function([], modules.hooked_anywhere()), call.first)
        return None
    if call.written("return_tensors") is not None and "tokenizer" in ast.dump(call.node.func):
        return _of_tokenizer(call, name)
    return None
