"""Method calls: of tensors, of modules, and of receivers that are not known."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from mlexplain.check import (
    attributes,
    calls,
    choices,
    clashes,
    classes,
    combining,
    creating,
    devices,
    distributed,
    distributions,
    following,
    knowledge,
    modules,
    reporting,
    values,
)
from mlexplain.check.dispatch import dotted_key
from mlexplain.check.values import NUMBER_VALUE, Origin, Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow

_MOVES = ("to", "cuda", "cpu")


def called(flow: Flow, node: ast.Call, func: ast.Attribute) -> Value | None:
    """The value of `receiver.name(...)`."""
    base_node, name = func.value, func.attr
    base = flow.value(base_node)
    if base is None:
        positional, keywords = calls.evaluated(flow, node)
        held = attributes.attribute_of(flow, base, name, func) if flow.parts else None
        if isinstance(base_node, ast.Name) and base_node.id in flow.parts:
            held = flow.env.get(f"{base_node.id}.{name}", held)
        if held is not None and held.kind not in (values.DEVICE, values.NUMBER):
            return calls.call_value(flow, node, held, positional, keywords)
        if name == "load_state_dict":
            _loads(flow, flow.file.source(base_node), positional)
        calls.literal_to_member(flow, func, positional)
        return _of_unknown(flow, node, name, positional, keywords)
    kind = base.kind
    if kind == values.LIBRARY:
        callee = flow.project.named(f"{base.data}.{name}", flow.file)
        positional, keywords = calls.evaluated(flow, node)
        return calls.call_value(flow, node, callee, positional, keywords)
    positional, keywords = calls.evaluated(flow, node)
    if name == "load_state_dict":
        _loads(flow, flow.file.source(base_node), positional)
    if kind == values.UNION and name == "numpy":
        to_array(flow, node, base)
        return Value(values.ARRAY)
    if kind == values.UNION:
        return values.union(
            [_called_on(flow, node, func, one, positional, keywords) for one in base.data]
        )
    return _called_on(flow, node, func, base, positional, keywords)


_HOLDS_NO_TENSORS = re.compile("sched|scaler|sampler|rng|loader|state$")


def _loads(flow: Flow, receiver: str, positional: list[Value | None]) -> None:
    """A checkpoint read without `map_location` is put to use."""
    state = positional[0] if positional else None
    if state is not None and state.kind == values.LOADED and state.origin is not None:
        text = state.origin.function.file.text
        if _HOLDS_NO_TENSORS.search(receiver.lower()):
            return
        if "cuda" in text or "device" in text:
            reporting.load(flow, state.origin)


def _called_on(
    flow: Flow,
    node: ast.Call,
    func: ast.Attribute,
    base: Value | None,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    if base is None:
        return None
    name = func.attr
    kind = base.kind
    if kind == values.TENSOR:
        return of_tensor(flow, node, base, name, positional, keywords)
    if kind == values.ANY:
        return _of_any(flow, node, base, name, positional, keywords)
    if kind == values.MODULE:
        return modules.method(flow, node, func, base, positional, keywords)
    if kind in (values.OBJECT, values.CLASS):
        cls = base.data[0] if kind == values.OBJECT else base.data
        function = cls.method(name, flow.project)
        if function is not None:
            receiver = base if kind == values.OBJECT else None
            return following.call(flow, node, function, receiver, positional, keywords)
        if name in _MOVES and kind == values.OBJECT:
            return None
        if name == "from_pretrained":
            return None
        held = flow.value(func)
        if held is not None and held.kind != values.DEVICE:
            return calls.call_value(flow, node, held, positional, keywords)
        return _of_unknown(flow, node, name, positional, keywords)
    if kind == values.ENCODING:
        if name == "to":
            return base.but(device=destination(flow, node, base, positional, keywords))
        if name in ("items", "values"):
            one = Value(values.TENSOR, base.device, ndim=values.AT_LEAST_ONE, origin=base.origin)
            return _pairs(name, one)
        return None
    if kind == values.DICT:
        return _of_dict(node, base, name, positional)
    if kind in (values.ITEMS, values.EACH):
        if name in ("append", "extend", "insert", "add") and positional:
            _grow(flow, func.value, base, name, positional[-1])
        elif name == "pop":
            return values.element(base)
        return None
    if kind == values.DISTRIBUTION:
        return distributions.method(flow, node, base, name, positional)
    if kind == values.ARRAY:
        return base if name in knowledge.ARRAY_METHODS else None
    if kind == values.LOADED:
        return base if name in ("get", "pop", "copy") else None
    if kind == values.GENERATOR:
        return base if name == "manual_seed" else None
    if kind == values.PARAMETERS and name == "__next__":
        return values.element(base)
    if kind == values.TOKENIZER:
        return _of_tokenizer(flow, node, name, keywords)
    if kind == values.OPTIMIZER:
        return modules.optimizer_method(flow, node, base, name)
    if kind == values.DEVICE or kind == values.TEXT:
        return values.TEXT_VALUE if kind == values.TEXT else None
    return None


# --------------------------------------------------------------------- tensors


def of_tensor(
    flow: Flow,
    node: ast.Call,
    base: Value,
    name: str,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    if name not in _MOVES and base.data in (values.LEAF, values.MOVED_LEAF):
        base = base.but(data=None)
    if name in ("max", "min") and combining.flattened(positional[:1]):
        return combining.combine(flow, node, [base, positional[0]], broadcasting=True)
    if name in knowledge.SAME:
        return reshaped(flow, node, base, name, positional, keywords)
    if name in knowledge.NUMBER_METHODS:
        return NUMBER_VALUE
    if name in _MOVES:
        return moved(flow, node, base, name, positional, keywords)
    if name == "numpy":
        if not keywords and not node.args:  # `numpy(force=True)` copies
            to_array(flow, node, base)
        return Value(values.ARRAY)
    if name == "__next__":
        return None
    if name == "type_as":
        return base.but(device=values.device_of(positional[0]) if positional else None)
    if name in knowledge.FOLLOWED:
        if "device" in keywords:
            return values.tensor(creating.place_of(flow, keywords["device"], node))
        return base.but(ndim=values.AT_LEAST_ONE)
    arguments = positional + [v for k, v in keywords.items() if k not in knowledge.LOOSE_ARGUMENTS]
    if name in knowledge.BROADCASTING:
        return combining.combine(flow, node, [base, *arguments], broadcasting=True)
    if name in knowledge.IN_PLACE:
        combining.combine(flow, node, [base, *arguments], broadcasting=True, target=base)
        return base
    if name in knowledge.STRICT:
        combining.combine(flow, node, [base, *arguments], broadcasting=False)
        return base.but(ndim=values.AT_LEAST_ONE, data=None)
    if name in knowledge.MASKED:
        combining.combine(flow, node, [base, *positional[:1]], broadcasting=False)
        return base
    return None


def reshaped(
    flow: Flow,
    node: ast.Call,
    base: Value,
    name: str,
    arguments: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    """The same values in another shape or type, where they were."""
    if base.kind == values.UNION:
        return values.union(
            [
                reshaped(flow, node, one, name, arguments, keywords) if one is not None else None
                for one in base.data
            ]
        )
    if base.kind not in (values.TENSOR, values.ANY):
        if base.kind in (values.NUMBER, values.ITEMS, values.EACH):
            return None
        return None
    result = base if base.kind == values.TENSOR else base.but(kind=values.TENSOR, sure=True)
    if name == "type":
        return result if _only_dtype(node) else result.but(device=None)
    reduced = bool(arguments) or "dim" in keywords or "axis" in keywords
    made = base.data if base.data == values.CONVERTED else None
    if name in knowledge.TO_ZERO_DIM:
        if not reduced:
            return result.but(ndim=0, data=made)
        if name in ("max", "min", "median", "sort", "topk"):
            return Value(values.EACH, data=result.but(ndim=None))
        keeps = "keepdim" in keywords
        return result.but(ndim=values.AT_LEAST_ONE if keeps else _one_less(base.ndim), data=made)
    if name in ("split", "chunk", "unbind", "tensor_split", "topk", "sort", "std_mean", "var_mean"):
        return Value(values.EACH, data=result.but(ndim=None if name == "unbind" else base.ndim))
    if name in ("unsqueeze", "unsqueeze_"):
        return result.but(
            ndim=base.ndim + 1 if base.ndim and base.ndim > 0 else values.AT_LEAST_ONE
        )
    if name in ("squeeze", "select", "squeeze_"):
        return result.but(ndim=None)
    if name in ("view", "reshape", "expand", "repeat", "broadcast_to", "tile", "flatten", "ravel"):
        return result.but(ndim=values.AT_LEAST_ONE)
    if name in ("zeros_like", "ones_like", "empty_like", "full_like", "rand_like", "randn_like"):
        return result.but(data=None)
    return result


def _only_dtype(node: ast.Call) -> bool:
    """`x.type(torch.float32)`, not `x.type(Tensor)`: tensor types also name a device."""
    asked = node.args[0] if node.args else None
    name = asked.attr if isinstance(asked, ast.Attribute) else ""
    return name != "" and not name.endswith("Tensor")


def _one_less(ndim: int | None) -> int | None:
    return ndim - 1 if ndim is not None and ndim > 0 else None


def _of_any(
    flow: Flow,
    node: ast.Call,
    base: Value,
    name: str,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    if name in _MOVES:
        return moved(flow, node, base, name, positional, keywords)
    if name == "numpy":
        if "." not in (base.name or ""):
            flow.evidence.add(base.name or "")
        if not keywords and not node.args:
            to_array(flow, node, base)
        return Value(values.ARRAY)
    if name in ("items", "values", "keys"):
        return _pairs(name, base.but(name=f"{base.name}.{name}", ndim=None, sure=False))
    if name == "update" and not base.sure and isinstance(node.func, ast.Attribute):
        whole = dotted_key(node.func.value)
        if whole is not None:
            flow.bind(whole, None)  # a dict, of which some members are others now
        return None
    if name in ("pop", "get") and not base.sure and node.args:
        key = node.args[0]
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            return base.but(name=f"{base.name}[{key.value!r}]", ndim=None)
    if name in ("parameters", "buffers"):
        return Value(values.PARAMETERS, base.device, base.but(kind=values.MODULE, data=None))
    if name in ("train", "eval", "requires_grad_", "half", "float", "bfloat16") and not node.args:
        return base
    if name == "generate":
        return modules.generate(flow, node, base, positional, keywords)
    if name in knowledge.EVIDENCE:
        flow.evidence.add(base.name or "")
    if name in knowledge.TENSOR_METHODS and name not in ("data", "index", "count", "get"):
        sure = base.sure or name in knowledge.EVIDENCE
        held = base.but(kind=values.TENSOR, sure=sure)
        return of_tensor(flow, node, held, name, positional, keywords)
    return None


def _pairs(name: str, one: Value) -> Value:
    if name == "keys":
        return Value(values.EACH, data=values.TEXT_VALUE)
    if name == "values":
        return Value(values.EACH, data=one)
    return Value(values.EACH, data=Value(values.ITEMS, data=(values.TEXT_VALUE, one)))


def _of_dict(
    node: ast.Call, base: Value, name: str, positional: list[Value | None]
) -> Value | None:
    if name in ("items", "values"):
        one: Value | None = None
        for position, held in enumerate(base.data.values()):
            one = held if position == 0 else values.join(one, held)
        return _pairs(name, one) if one is not None else None
    if name in ("get", "pop") and node.args and isinstance(node.args[0], ast.Constant):
        return base.data.get(node.args[0].value)
    return None


def _of_tokenizer(
    flow: Flow, node: ast.Call, name: str, keywords: dict[Any, Value | None]
) -> Value | None:
    found = creating.tokens(flow, node, keywords)
    if name == "encode" and found is not None:
        return values.tensor(found.device, 2, found.origin)
    if name == "apply_chat_template" and found is not None:
        asked = creating.argument(node, "return_dict")
        if isinstance(asked, ast.Constant) and asked.value is True:
            return found
        return None  # a tensor before transformers 5, a BatchEncoding after
    return found if name in ("batch_encode_plus", "encode_plus", "pad", "__call__") else None


def _grow(flow: Flow, node: ast.expr, base: Value, name: str, one: Value | None) -> None:
    if name == "extend":
        one = values.element(one)
    key = dotted_key(node)
    if key is None:
        return
    if "." in key and flow.in_module and one is not None and one.kind == values.TENSOR:
        if one.origin is not None and one.origin.how == "created":
            one = one.but(origin=flow.created(node))
    held = one if base.kind == values.ITEMS and not base.data else None
    if held is None:
        held = values.join(values.element(base), one)
    if "." in key:
        flow.parts.add(key.partition(".")[0])
    flow.env[key] = Value(values.EACH, data=held)


def to_array(flow: Flow, node: ast.AST, value: Value) -> None:
    """`value` becomes a numpy array, which only CPU tensors can."""
    if value.kind == values.UNION and any(
        one is None or one.device in (None, devices.CPU) for one in value.data
    ):
        return
    for one in values.alternatives(value):
        if one is not None and one.kind in (values.TENSOR, values.ANY):
            needed = Value(values.TENSOR, devices.CPU)
            clashes.meet(flow, node, needed, one, operation="array")


# --------------------------------------------------------------------- moving


def destination(
    flow: Flow,
    node: ast.Call,
    base: Value,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> str | None:
    """Where `.to(...)` puts `base`; its own device if only the dtype changes."""
    if any(isinstance(a, ast.Starred) for a in node.args) or None in keywords:
        return None
    if "device" in keywords:
        index = creating.literal_index(creating.argument(node, "device"))
        return index or creating.place_of(flow, keywords["device"], node)
    if not node.args:
        if "other" in keywords:
            return values.device_of(keywords["other"])
        return (
            base.device if keywords.keys() <= {"dtype", "memory_format", "non_blocking"} else None
        )
    target, first = positional[0], node.args[0]
    if target is not None and target.kind in (values.DEVICE, values.TEXT):
        distributed.check_place(flow, node, target, target.device)
    if target is None:
        return base.device if _names_dtype(first) else None
    if target.kind in (values.DEVICE, values.TEXT, values.TENSOR, values.ANY, values.MODULE):
        return target.device
    if target.kind == values.NUMBER:
        return creating.literal_index(first)
    if target.kind == values.LIBRARY:
        return base.device if target.data.startswith("torch.") else None
    return None


def _names_dtype(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name.endswith(("dtype", "type", "precision"))


def moved(
    flow: Flow,
    node: ast.Call,
    base: Value,
    name: str,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value:
    """`base` after `.to(...)`, `.cuda(...)` or `.cpu()`, for what is no module."""
    if name == "cpu":
        if flow.guarded:  # `if x.device.type == "mps": x = x.cpu()`
            return base.but(device=None, data=None)
        return base.but(device=devices.CPU, origin=flow.created(node, "cpu"), data=None)
    if name == "cuda":
        device = cuda_device(flow, node, positional, keywords)
        choices.note(flow, node, device)
        return base.but(device=device, origin=flow.created(node, "cuda"), data=None)
    device = destination(flow, node, base, positional, keywords)
    choices.note(flow, node, device)
    if base.data == "member" and base.device and device and devices.away_from_cpu(device):
        flow.moved.add(base.device)
    if device == base.device and device is not None and device[0] != "$":
        return base
    if device == devices.CPU and flow.guarded:
        device = None
    origin = Origin(flow.function, node, "moved")
    leaf = base.data == values.LEAF or (
        base.data == classes.REGISTERED and base.device == devices.CPU
    )
    if leaf and devices.away_from_cpu(device):
        return base.but(device=device, origin=origin, data=values.MOVED_LEAF)
    if base.kind == values.ANY and base.name and not base.sure and node.args:
        # Who moves it knows that it can be moved: a tensor, a module or an encoding.
        return base.but(device=device, origin=origin, data=None)
    return base.but(device=device, origin=origin, data=None)


def cuda_device(
    flow: Flow, node: ast.Call, positional: list[Value | None], keywords: dict[Any, Value | None]
) -> str | None:
    target = positional[0] if positional else keywords.get("device")
    if not node.args and "device" not in keywords:
        return None if flow.current else devices.CUDA
    index = creating.literal_index(node.args[0] if node.args else None)
    if index is not None:
        return index
    if target is not None and target.kind == values.NONE:
        return devices.CUDA
    if target is not None and target.kind in (values.DEVICE, values.TEXT):
        return target.device
    return None


def _of_unknown(
    flow: Flow,
    node: ast.Call,
    name: str,
    positional: list[Value | None],
    keywords: dict[Any, Value | None],
) -> Value | None:
    if name in _MOVES:
        blank = Value(values.ANY, None, sure=False)
        return moved(flow, node, blank, name, positional, keywords)
    if creating.argument(node, "return_tensors") is not None and "tokenizer" in ast.dump(node.func):
        return _of_tokenizer(flow, node, name, keywords)
    return None


def bare_call(flow: Flow, node: ast.Call) -> None:
    """A call whose result is thrown away: modules move in place, tensors do not."""
    func = node.func
    if not (isinstance(func, ast.Attribute) and func.attr in _MOVES):
        flow.value(node)
        return
    base = flow.value(func.value)
    if base is not None and base.kind in (values.MODULE, values.ENCODING):
        modules.move_in_place(flow, node, func, base)
        return
    moved_before = set(flow.moved)
    result = flow.value(node)
    flow.moved = moved_before  # a move whose result is thrown away proves nothing
    if result is None:
        return
    if base is not None and base.kind == values.TENSOR:
        if result.device != base.device or base.device is None:
            reporting.result_dropped(flow, node, base)
        return
    key = dotted_key(func.value)
    if key is None or (base is not None and base.kind not in (values.ANY,)):
        return
    if base is not None and base.sure:
        reporting.result_dropped(flow, node, base)
        return
    if isinstance(func.value, ast.Attribute):
        flow.parts.add(key.partition(".")[0])
    flow.env[key] = Value(values.ANY, result.device, "dropped", None, None, key, sure=False)
    parent = base.device if base is not None and base.data == "member" else None
    flow.dropped[key] = (node, parent)
