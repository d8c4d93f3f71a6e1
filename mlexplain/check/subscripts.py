"""Items: of tensors, batches, encodings, lists and dicts."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from mlexplain.check import arrays, combining, devices, joining, records, values
from mlexplain.check.dispatch import dotted_key, evaluates
from mlexplain.check.values import TEXT_VALUE, Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow

_MISSING: Any = object()


@evaluates(ast.Subscript)
def _subscript(flow: Flow, node: ast.Subscript) -> Value | None:
    base = flow.value(node.value)
    index = node.slice
    key = flow.key(index)
    place = flow.value(index)
    if isinstance(key, str):
        name = dotted_key(node.value)
        if name in flow.parts:
            held = flow.env.get(f"{name}[{key!r}]", _MISSING)
            if held is not _MISSING:
                return held
            base = base or flow.env.get(f"{name}[]")  # its other members are where they were
    elif type(index) is ast.Name and flow.parts:
        name = dotted_key(node.value)
        if name in flow.parts:
            held = flow.env.get(f"{name}[<{index.id}>]")
            if held is not None:
                return held
    if base is None:
        return None
    if base.kind == values.UNION:
        # One alternative alone proves nothing about the index.
        return values.union([_item(flow, node, one, None, key) for one in base.data])
    return _item(flow, node, base, place, key)


def _item(
    flow: Flow, node: ast.Subscript, base: Value | None, place: Value | None, key: Any
) -> Value | None:
    if base is None:
        return None
    kind = base.kind
    if kind == values.TENSOR or kind == values.ANY:
        if place is not None:
            combining.index(flow, node, base, place)
        return _tensor_item(flow, node, base, place, key)
    if kind == values.ITEMS:
        if isinstance(key, int) and -len(base.data) <= key < len(base.data):
            return base.data[key]
        if isinstance(node.slice, ast.Slice):
            return Value(values.EACH, data=joining.element(base))
        return joining.element(base)
    if kind == values.EACH:
        return base if isinstance(node.slice, ast.Slice) else base.data
    if kind == values.DICT:
        if key is None and not isinstance(node.slice, ast.Constant):
            return joining.either_of(list(base.data.values()))
        return base.data.get(key, base.data.get(None))
    if kind == values.ENCODING and isinstance(key, str):
        return values.tensor(base.device, origin=base.origin)
    if kind == values.MODULE and base.data is not None:
        return base if isinstance(node.slice, ast.Slice) else base.but(data=base.data.part())
    if kind == values.LOADED:
        return base
    if kind == values.ARRAY:
        return arrays.item(node, base, place)
    if kind == values.OBJECT:
        return records.implicit(flow, node, base, "__getitem__", [place])
    if kind == values.LIBRARY and base.data == "os.environ":
        return environment_variable(key)
    return None


def environment_variable(key: Any) -> Value | None:
    if key == "LOCAL_RANK":
        return Value(values.DEVICE, devices.RANK + "LOCAL_RANK")
    if key == "RANK":
        return Value(values.DEVICE, devices.RANK + "RANK", data="global")
    return TEXT_VALUE


def _tensor_item(
    flow: Flow, node: ast.Subscript, base: Value, place: Value | None, key: Any
) -> Value:
    index = node.slice
    parts = index.elts if isinstance(index, ast.Tuple) else [index]
    if base.data == values.REGISTERED:  # a part of a parameter is none
        base = base.but(data=None)
    if base.kind == values.ANY and not base.sure:
        if isinstance(key, str):
            member = values.MEMBER if base.data == "batch" else base.data
            return base.but(name=f"{base.name}[{key!r}]", ndim=None, data=member)
        if isinstance(index, ast.Tuple) and any(
            isinstance(p, ast.Slice) or _is_none_or_ellipsis(p) for p in parts
        ):
            flow.evidence.add(base.name or "")
            return base.but(ndim=None)
        return base.but(name=base.name if isinstance(index, ast.Slice) else f"{base.name}[]")
    taken, uncertain, added, sliced = 0, False, 0, False
    for part in parts:
        if isinstance(part, ast.Slice):
            sliced = True
            continue
        if _is_none_or_ellipsis(part):
            added += not _is_ellipsis(part)
        elif isinstance(part, ast.Constant) or (part is index and _is_number(place)):
            taken += 1
        else:
            uncertain = True
            taken += 1
    if uncertain:
        whole = place is not None and place.kind == values.TENSOR and place.ndim
        some = sliced or added or (base.ndim or 0) > taken or (whole and len(parts) == 1)
        return base.but(ndim=values.AT_LEAST_ONE if some else None)
    if base.ndim is None or base.ndim < 0:
        if sliced or added:
            return base.but(ndim=values.AT_LEAST_ONE)
        return base if not taken else base.but(ndim=None)
    return base.but(ndim=max(0, base.ndim - taken + added))


def _is_number(place: Value | None) -> bool:
    return place is not None and place.kind == values.NUMBER


def _is_ellipsis(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is ...


def _is_none_or_ellipsis(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and (node.value is None or node.value is ...)


@evaluates(ast.Slice)
def _slice(flow: Flow, node: ast.Slice) -> Value | None:
    for part in (node.lower, node.upper, node.step):
        if part is not None and type(part) is not ast.Constant:
            flow.value(part)
    return None
