"""Methods of tensors: which keep the place, which bring operands together."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from mlexplain.check import (
    clashes,
    combining,
    creating,
    devices,
    generators,
    knowledge,
    moving,
    values,
)
from mlexplain.check.call import Call
from mlexplain.check.values import NUMBER_VALUE, Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow


def of_tensor(call: Call, base: Value, name: str) -> Value | None:
    flow, node = call.flow, call.node
    generators.check(call, base.device)  # `noise.normal_(generator=g)`
    if name not in moving.MOVES and base.data in (values.LEAF, values.MOVED_LEAF):
        base = base.but(data=None)
    if name in ("max", "min") and combining.flattened(call.positional[:1]):
        return combining.combine(flow, node, [base, call.first], broadcasting=True)
    if name in knowledge.SAME:
        return reshaped(call, base, name)
    if name in knowledge.NUMBER_METHODS:
        return NUMBER_VALUE
    if name in moving.MOVES:
        return moving.moved(call, base, name)
    if name == "numpy":
        if not call.keywords and not node.args:  # `numpy(force=True)` copies
            to_array(flow, node, base)
        return Value(values.ARRAY, ndim=values.AT_LEAST_ONE if base.ndim else None)
    if name == "__next__":
        return None
    if name == "type_as":
        return base.but(device=values.device_of(call.first))
    if name in knowledge.FOLLOWED:
        if "device" in call.keywords:
            return values.tensor(creating.place_of(flow, call.keywords["device"]))
        base = base if base.data != values.LIVE else copied(call, base)
        return base.but(ndim=values.AT_LEAST_ONE)
    if name in knowledge.MASKED:
        combining.combine(flow, node, [base, *call.positional[:1]], broadcasting=False)
        return base
    loose = knowledge.LOOSE_ARGUMENTS
    operands = [base, *call.positional, *(v for k, v in call.keywords.items() if k not in loose)]
    if name in knowledge.BROADCASTING:
        return combining.combine(flow, node, operands, broadcasting=True)
    if name in knowledge.IN_PLACE:
        combining.combine(flow, node, operands, broadcasting=True, target=base)
        return base
    if name in knowledge.STRICT:
        combining.combine(flow, node, operands, broadcasting=False)
        return base.but(ndim=values.AT_LEAST_ONE, data=None)
    return None


def reshaped(call: Call, base: Value, name: str, operands: int = 0) -> Value | None:
    """The same values in another shape or type, where they were.

    `operands` is 1 for `torch.sum(x, …)`, whose first argument is the tensor itself.
    """
    if base.kind == values.UNION:
        return values.union([one and reshaped(call, one, name, operands) for one in base.data])
    if base.kind not in (values.TENSOR, values.ANY):
        return None
    if base.data == values.LIVE and name in _COPIES:
        return copied(call, base)
    result = base if base.kind == values.TENSOR else base.but(kind=values.TENSOR, sure=True)
    if result.data == values.REGISTERED and not (name.endswith("_") or name in _MAY_BE_ITSELF):
        result = result.but(data=None)  # made of a parameter, and none itself
    if name == "type":
        return result if _only_dtype(call.node) else result.but(device=None)
    if name in knowledge.TO_ZERO_DIM:
        made = base.data if base.data == values.CONVERTED else None
        if len(call.positional) <= operands and not call.keywords.keys() & {"dim", "axis"}:
            return result.but(ndim=0, data=made)
        if name in ("max", "min", "median", "sort", "topk"):
            return Value(values.EACH, data=result.but(ndim=None))
        keeps = "keepdim" in call.keywords
        left = _one_less(base.ndim, _reduced_dimension(call.node, name))
        return result.but(ndim=values.AT_LEAST_ONE if keeps else left, data=made)
    if name in ("split", "chunk", "unbind", "tensor_split", "topk", "sort", "std_mean", "var_mean"):
        return Value(values.EACH, data=result.but(ndim=None if name == "unbind" else base.ndim))
    if name in ("unsqueeze", "unsqueeze_"):
        several = values.AT_LEAST_TWO if base.ndim else values.AT_LEAST_ONE
        return result.but(ndim=base.ndim + 1 if base.ndim and base.ndim > 0 else several)
    if name in ("squeeze", "select", "squeeze_"):
        return result.but(ndim=None)
    if name in ("view", "reshape", "expand", "repeat", "broadcast_to", "tile", "flatten", "ravel"):
        return result.but(ndim=values.AT_LEAST_ONE)
    if name in ("zeros_like", "ones_like", "empty_like", "full_like", "rand_like", "randn_like"):
        return result.but(data=None)
    return result


_COPIES = frozenset(
    ("clone", "zeros_like", "ones_like", "empty_like", "full_like", "rand_like", "randn_like")
)


def copied(call: Call, value: Value) -> Value:
    """A new tensor beside `value`: where the module of a parameter moves later is nothing to it."""
    if value.data == values.LIVE:
        return values.tensor(devices.CPU, values.AT_LEAST_ONE, call.created("copied"))
    if value.kind == values.DICT:
        inside = value.data.items()
        return value.but(data={k: v and copied(call, v) for k, v in inside})
    if value.kind == values.EACH and value.data is not None:
        return value.but(data=copied(call, value.data))
    return value


_MAY_BE_ITSELF = frozenset(
    ("float", "double", "half", "bfloat16", "long", "int", "bool", "type", "contiguous", "data")
)
"""Methods that give the same tensor where it has that type already."""


def _only_dtype(node: ast.Call) -> bool:
    """`x.type(torch.float32)`, not `x.type(Tensor)`: tensor types also name a device."""
    asked = node.args[0] if node.args else None
    name = asked.attr if isinstance(asked, ast.Attribute) else ""
    return name != "" and not name.endswith("Tensor")


def _one_less(ndim: int | None, dimension: int | None = None) -> int | None:
    """What is left of `ndim` dimensions without one; `dimension` is the index of that one."""
    left = values.fewer(ndim)
    if left is None and dimension is not None and dimension > 0:
        return values.AT_LEAST_ONE  # `x.argmax(dim=1)`: there is a dimension 0
    return left


def _reduced_dimension(node: ast.Call, name: str) -> int | None:
    """The constant `dim` of `x.sum(1)`, `x.sum(dim=1)` and `torch.sum(x, dim=1)`."""
    for keyword in node.keywords:
        if keyword.arg in ("dim", "axis"):
            return _index(keyword.value)
    func = node.func
    of_torch = isinstance(func, ast.Attribute) and getattr(func.value, "id", "") == "torch"
    at = (1 if of_torch else 0) + (1 if name == "norm" else 0)
    return _index(node.args[at]) if len(node.args) > at else None


def _index(node: ast.expr) -> int | None:
    return node.value if isinstance(node, ast.Constant) and type(node.value) is int else None


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
