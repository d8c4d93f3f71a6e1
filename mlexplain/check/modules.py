"""Modules: moving them in place, calling their methods, generating with them."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from mlexplain.check import (
    calls,
    choices,
    clashes,
    classes,
    combining,
    devices,
    following,
    forwarding,
    moving,
    names,
    reporting,
    values,
    weights,
)
from mlexplain.check.call import Arguments, Call, Keywords
from mlexplain.check.dispatch import dotted_key
from mlexplain.check.model import Model
from mlexplain.check.scope import Class, Function
from mlexplain.check.values import Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow

_RETURN_SELF = frozenset(
    [
        "eval",
        "train",
        "requires_grad_",
        "half",
        "float",
        "double",
        "bfloat16",
        "apply",
        "share_memory",
        "type",
        "merge_and_unload",
        "tie_weights",
    ]
)


def method(call: Call, func: ast.Attribute, base: Value) -> Value | None:
    name = func.attr
    if base.data is not None and base.data.cls is not None:
        function = base.data.cls.method(name, call.flow.project)
        if function is not None and name not in moving.MOVES:
            if name == "forward":
                return forwarding.call_module(call, base)
            return following.follow(call, function, base)
    if name in moving.MOVES:
        return move_in_place(call, func, base)
    if name in _RETURN_SELF:
        return base
    if name in ("parameters", "buffers"):
        return Value(values.PARAMETERS, base.device, base)
    if name in ("named_parameters", "named_buffers"):
        pair = Value(values.ITEMS, data=(values.TEXT_VALUE, values.weight(base.device)))
        return Value(values.EACH, data=pair)
    if name == "state_dict" and base.device is not None:
        return Value(values.DICT, data={None: values.weight(base.device)})
    if name in ("register_buffer", "register_parameter", "add_state"):
        _register(call, func, base)
        return None
    if name in ("add_module", "register_module"):
        for one in among(call.positional):
            registered(one)
            if base.data is not None and one.data is not None:
                base.data.contained.append(one.data)
        return None
    if name == "forward":
        return forwarding.call_module(call, base)
    if name == "register_forward_hook" and call.node.args:
        _hooked(call, base)
        return None
    if name == "generate":
        return generate(call, base)
    if name == "append" and base.data is not None and base.data.library is not None:
        _append(call, func.value)
        return None
    if name in ("children", "modules", "named_children", "named_modules"):
        one = base.but(data=base.data.part() if base.data else None)
        if name.startswith("named"):
            one = Value(values.ITEMS, data=(values.TEXT_VALUE, one))
        return Value(values.EACH, data=one)
    method = call.flow.value(func)
    if method is not None and method.kind not in (values.DEVICE, values.NUMBER):
        return calls.call_value(call, method)
    return calls.call_value(call, None)


def registered(value: Value | None) -> None:
    """A module or parameter becomes an attribute by itself, so that it moves with its owner."""
    if value is None or value.origin is None:
        return
    if value.kind == values.MODULE or value.data == values.REGISTERED:
        value.origin.how = "registered"


def among(given: Arguments) -> list[Value]:
    """The modules among arguments, those inside lists and alternatives included."""
    found: list[Value] = []
    for one in given:
        if one is None:
            continue
        if one.kind == values.MODULE:
            found.append(one)
        elif one.kind in (values.UNION, values.ITEMS):
            found.extend(among(list(one.data)))
        elif one.kind == values.EACH:
            found.extend(among([one.data]))
    return found


def _register(call: Call, func: ast.Attribute, base: Value) -> None:
    """`self.register_buffer("mask", tensor)`: from here on it moves with the module."""
    flow = call.flow
    name = names.constant(flow, call.node.args[0]) if call.node.args else None
    held = call.positional[1] if len(call.positional) > 1 else None
    registered(held)
    if name is None:
        return
    ndim = held.ndim if held is not None else values.AT_LEAST_ONE
    device = held.device if held is not None else None
    value = Value(values.TENSOR, device, values.REGISTERED, ndim, call.created("registered"))
    if isinstance(func.value, ast.Name) and func.value.id == flow.receiver:
        flow.parts.add(func.value.id)
        flow.env[f"{func.value.id}.{name}"] = value
    elif held is not None and held.kind == values.TENSOR:
        replace_member(flow, base, name, value)


def move_in_place(call: Call, func: ast.Attribute, base: Value) -> Value:
    """`model.to(device)`: the same object, elsewhere."""
    flow, node = call.flow, call.node
    if func.attr == "cpu":
        device: str | None = devices.CPU
    elif func.attr == "cuda":
        device = moving.cuda_device(call)
    else:
        device = moving.destination(call, base)
    choices.note(flow, node, device)
    model = base.data if base.kind == values.MODULE else None
    if model is not None and device != base.device:
        if model.dispatched is not None and func.attr != "cpu":
            reporting.dispatched_moved(flow, node, func, model)
        if model.optimizer is None and model.cls is not None:
            model.optimizer = _own_optimizer(flow, model.cls)
        if model.optimizer is not None and base.device in (devices.CPU, None):
            reporting.optimizer_before_move(flow, node, func, model)
            model.optimizer = None
    new = base.but(device=device)
    if model is not None and model.late is not None:
        new.data = model.but_late(None)
    if devices.is_cuda(device):
        new.origin = call.created("cuda")
    if base.name is not None and base.device is not None and base.device[0] == "$":
        new.name = "moved"
    flow.rebind_in_place(base, new)
    key = dotted_key(func.value)
    if key is not None and "." in key and key not in flow.env:
        flow.parts.add(key.partition(".")[0])
        flow.env[key] = new
    return new


def perhaps_moved(flow: Flow, arguments: Arguments) -> None:
    """Modules among the arguments of a call that may move them, in place, to some device."""
    for module in among(arguments):
        if module.device == devices.CPU:
            flow.rebind_in_place(module, module.but(device=None))


def _hooked(call: Call, base: Value) -> None:
    """`model.fc.register_forward_hook(hook)`: the hook is handed what the module gives."""
    given = hooked_anywhere()
    if devices.away_from_cpu(base.device):
        given = [base, None, forwarding.output(Call(call.flow, call.node, [], {}), base)]
    calls.call_value(call.of_function([], given), call.first)


def hooked_anywhere() -> Arguments:
    """What a hook is handed that runs wherever its module will lie: module, inputs, output."""
    inputs = Value(values.ANY, devices.SELF, ndim=values.AT_LEAST_ONE, sure=False)
    output = inputs.but(name="output")
    return [Value(values.MODULE, devices.SELF, Model()), inputs, output]


def _own_optimizer(flow: Flow, cls: Class) -> tuple[Function, ast.AST] | None:
    """An optimizer that `__init__` of the module makes of its parameters, with state at once."""
    for name, value in classes.initial(flow.project, cls).items():
        if value is not None and value.kind == values.OPTIMIZER and value.sure:
            if cls.file.set_from_outside(name):
                continue  # by another one, perhaps after the move
            if value.data.device == devices.SELF and value.origin is not None:
                return value.origin.function, value.origin.node
    return None


def _append(call: Call, node: ast.expr) -> None:
    """`self.layers.append(nn.Linear(…))` in a method, or `model.layers.append(…)` outside."""
    flow = call.flow
    if not isinstance(node, ast.Attribute) or not call.positional:
        return
    if isinstance(node.value, ast.Name) and node.value.id == flow.receiver:
        if not flow.function.moves_something():
            flow.added[node.attr] = call.first
    else:
        replace_member(flow, flow.value(node.value), node.attr, call.first)


def replace_member(flow: Flow, owner: Value | None, name: str, value: Value | None) -> None:
    """`model.fc = nn.Linear(…)`: a member on the CPU, in a model that has moved already."""
    if owner is not None and owner.kind == values.MODULE and owner.data is not None:
        owner.data.contained += [m.data for m in among([value]) if m.data is not None]
    if value is None or value.device != devices.CPU:
        return
    tensor = value.kind == values.TENSOR and value.data == values.REGISTERED
    if value.kind != values.MODULE and not tensor:
        return
    if owner is None or owner.kind != values.MODULE or not devices.away_from_cpu(owner.device):
        return
    if owner.data is None or owner.device == devices.SELF or value.origin is None:
        return
    if owner.data.moves_inputs:
        return
    if not tensor and weights.has_weights(flow.project, value.data) is not True:
        return
    if re.search(rf"\.{name}\.(?:to|cuda)\(", flow.file.text):
        return
    flow.rebind_in_place(owner, owner.but(data=owner.data.but_late(value.origin)))


def generate(call: Call, base: Value) -> Value | None:
    """From transformers 5 on, `generate` moves its inputs to the model; before, it did not."""
    flow = call.flow
    if base.device is not None and not flow.project.settings.generate_moves_inputs(flow.file):
        for one in combining.flattened(call.positional) + encoded(call.keywords):
            clashes.meet(flow, call.node, base.but(sure=True), one, operation="call")
    known = base.kind == values.MODULE and base.data is not None
    if known and base.data.library is not None:
        return values.tensor(base.device, 2)
    return Value(values.ANY, base.device, sure=False)


def encoded(keywords: Keywords) -> list[Value]:
    """The tensors among keyword arguments, those of a `**encoding` included."""
    found = []
    for value in keywords.values():
        if value is not None and value.kind == values.ENCODING:
            found.append(values.tensor(value.device, origin=value.origin))
        elif value is not None and value.kind == values.DICT:
            found.extend(combining.flattened(list(value.data.values())))
        else:
            found.extend(combining.flattened([value]))
    return found


def optimizer_method(base: Value, name: str) -> Value | None:
    """State loaded into an optimizer goes where the parameters lie at that time."""
    module, origin = base.data, base.origin
    if name == "load_state_dict" and origin is not None and module.device == devices.CPU:
        if module.data is not None:
            module.data.optimizer = (origin.function, origin.node)
    return None
