"""Calls that bring tensors, modules and loaders into being, and where they put them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from mlexplain.check import (
    choices,
    devices,
    generators,
    knowledge,
    values,
)
from mlexplain.check.call import Call
from mlexplain.check.values import Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow


def place_of(flow: Flow, value: Value | None) -> str | None:
    """The device that a `device=` argument names; None where not known."""
    if value is None:
        return None
    if value.kind in (values.DEVICE, values.TEXT):
        return value.device
    if value.kind == values.NONE:
        return flow.default
    if value.kind == values.ANY and not value.sure:
        return value.device  # an argument that is a device
    return None


def literal_index(node: ast.expr | None) -> str | None:
    """`0` as a device."""
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return f"cuda:{node.value}"
    return None


# --------------------------------------------------------------------- tensors


def create(call: Call) -> Value | None:
    flow, node, dotted, keywords = call.flow, call.node, call.dotted, call.keywords
    shape = knowledge.CREATES[dotted]
    ndim = _dimensions(call, shape)
    origin = call.created()
    if dotted.startswith("torch.cuda."):
        choices.note(flow, node, devices.CUDA)
        return values.tensor(devices.CUDA, ndim, origin)
    if "sparse" in dotted and "device" not in keywords:
        found = {values.device_of(one) for one in call.positional[:3]} - {None}
        return values.tensor(found.pop() if len(found) == 1 else None, values.AT_LEAST_ONE)
    source = call.first
    if dotted in knowledge.ALWAYS_ON_CPU:
        takes_tensors = dotted.endswith("Tensor")
        tensor = any(v and v.kind == values.TENSOR for v in values.alternatives(source))
        if tensor and takes_tensors:
            return source
        made = values.tensor(flow.default, ndim, origin)
        return made.but(data=values.EMPTY) if _is_empty(node) else made
    if "device" in keywords:
        asked = keywords["device"]
        device = literal_index(call.written("device")) or place_of(flow, asked)
        generators.check(call, device)
        if asked is not None and (asked.kind == values.NONE or asked.data == values.BEFORE_MOVE):
            return values.tensor(device, ndim, origin)
        choices.note(flow, node, device)
        if device == devices.CUDA and not flow.guarded:
            flow.literals.append(node)
        return values.tensor(device, ndim, call.created("explicit"))
    if None in keywords or "out" in keywords or "like" in keywords:
        return values.tensor(None, ndim)
    if shape == "data" and call.positional:
        listed = source is not None and source.kind == values.ANY and not source.sure
        listed = listed and source is not None and (source.name or "") not in flow.evidence
        if listed and source is not None and devices.is_initial(source.device):
            return source.but(data=values.CONVERTED, origin=origin)
        if listed and dotted == "torch.tensor":  # of an argument: a list, as a rule
            several = values.AT_LEAST_ONE if flow.function.is_sequence(node.args[0]) else None
            return values.tensor(flow.default, several, origin)
        if listed and source is not None and devices.is_argument(source.device):
            return source.but(data=values.CONVERTED, origin=origin)
        if source is not None and source.kind in (values.TENSOR, values.ANY, values.UNION):
            return source
        if source is None and dotted in knowledge.FOLLOWS_DATA:
            return values.tensor(None, ndim)
    generators.check(call, flow.default)
    made = values.tensor(flow.default, ndim, origin)
    leaf = call.written("requires_grad")
    if isinstance(leaf, ast.Constant) and leaf.value is True:
        return made.but(data=values.LEAF)
    return made.but(data=values.EMPTY) if _is_empty(node) else made


def _is_empty(node: ast.Call) -> bool:
    """`torch.empty(0)` and `torch.tensor([])`: often placeholders that never meet anything."""
    if len(node.args) != 1:
        return not node.args
    size = node.args[0]
    if isinstance(size, ast.Constant):
        return size.value == 0 and type(size.value) is int
    return isinstance(size, (ast.List, ast.Tuple)) and not size.elts


def _dimensions(call: Call, shape: str) -> int | None:
    if shape == "vector":
        return 1
    if shape == "matrix":
        return 2
    if shape == "scalar":
        return 0
    node = call.node
    if shape == "data":
        return _nesting(node.args[0], call.first) if node.args else None
    if shape == "shape" and node.args:
        first = node.args[0]
        if isinstance(first, (ast.Tuple, ast.List)):
            if any(isinstance(e, ast.Starred) for e in first.elts):
                return values.AT_LEAST_ONE
            return len(first.elts)
        function = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if function not in ("full", "randint") and not call.starred:
            value = call.first
            if len(node.args) > 1 or (value is not None and value.kind == values.NUMBER):
                return len(node.args)
    return values.AT_LEAST_ONE


def _nesting(node: ast.expr, value: Value | None) -> int | None:
    depth = 0
    while isinstance(node, (ast.List, ast.Tuple)):
        depth += 1
        if not node.elts:
            break
        node = node.elts[0]
    if depth:
        return depth if isinstance(node, (ast.Constant, ast.UnaryOp)) else values.AT_LEAST_ONE
    if isinstance(node, (ast.ListComp, ast.GeneratorExp)):
        return values.AT_LEAST_ONE
    if isinstance(node, ast.BinOp) and isinstance(node.left, (ast.List, ast.ListComp)):
        return values.AT_LEAST_ONE
    if value is None:
        return None
    if value.kind == values.NUMBER:
        return 0
    if value.kind in (values.ITEMS, values.EACH):
        return values.AT_LEAST_ONE
    return value.ndim


def parameter(call: Call) -> Value | None:
    source = call.argument(0, "data")
    device = source.device if source is not None and source.kind == values.TENSOR else None
    if call.dotted.endswith(("List", "Dict")):
        return Value(values.EACH, data=Value(values.TENSOR, device, values.REGISTERED))
    made = source.origin if source is not None else None
    # One of its own: the parameter may be registered, and its tensor not.
    origin = values.Origin(made.function, made.node, made.how) if made is not None else None
    ndim = source.ndim if source is not None else None
    return Value(values.TENSOR, device, values.REGISTERED, ndim, origin)


def tokens(call: Call) -> Value | None:
    """A tokenizer or processor called with `return_tensors="pt"`."""
    asked = call.written("return_tensors")
    if not (isinstance(asked, ast.Constant) and asked.value == "pt"):
        return None
    if "device" in call.keywords:
        return Value(values.ENCODING, place_of(call.flow, call.keywords["device"]))
    return Value(values.ENCODING, devices.CPU, origin=call.created("tokens"))
