"""What is known where paths meet, and of the members of a sequence."""

from __future__ import annotations

from mlexplain.check import devices, values
from mlexplain.check.values import Value


def join(a: Value | None, b: Value | None) -> Value | None:
    """What is known of a value that is `a` on one path and `b` on another."""
    if a is b:
        return a
    if a is not None and a.name == values.TOGETHER and _holds(a, b):
        return a  # a list as it was before the loop that adds to it
    if b is not None and b.name == values.TOGETHER and _holds(b, a):
        return b
    if a is not None and a.data == values.EMPTY and a.kind == values.TENSOR:
        return b  # a placeholder, until there is something
    if b is not None and b.data == values.EMPTY and b.kind == values.TENSOR:
        return a
    if a is None or b is None:
        known = a or b
        return (
            values.union([known, None])
            if known is not None and known.kind == values.TENSOR
            else None
        )
    if a.kind == values.NONE:
        return b
    if b.kind == values.NONE:
        return a
    if (
        a.kind in (values.ITEMS, values.EACH)
        and b.kind in (values.ITEMS, values.EACH)
        and a.kind != b.kind
    ):
        if a.kind == values.ITEMS and not a.data:
            return b
        if b.kind == values.ITEMS and not b.data:
            return a
        return Value(values.EACH, data=join(element(a), element(b)))
    if a.kind == b.kind:
        same = _JOINS.get(a.kind)
        if same is not None:
            return same(a, b)
    if a.kind in values.NAMES_DEVICE and b.kind in values.NAMES_DEVICE:
        return _join_devices(a, b)
    return values.union([a, b])


def _holds(together: Value, other: Value | None) -> bool:
    """Whether the members of a list are among those of the same list later on."""
    places = {one.device for one in together.data if one is not None}
    return other is not None and all(
        one is not None and one.device in places for one in values.alternatives(other)
    )


def _join_tensors(a: Value, b: Value) -> Value | None:
    if a.device == b.device:
        if a.ndim == b.ndim:
            return a
        certain = bool(a.ndim) and bool(b.ndim)
        return a.but(ndim=values.AT_LEAST_ONE if certain else None)
    return values.union([a, b])


def _join_numbers(a: Value, b: Value) -> Value:
    return values.NUMBER_VALUE


def _join_devices(a: Value, b: Value) -> Value | None:
    if a.device == b.device:
        return a if a.data == b.data else a.but(data=None)
    if a.device is None or b.device is None:
        return None
    pair = (a.device, b.device)
    if any(devices.is_symbolic(d) and d.startswith(devices.CHOSEN) for d in pair):
        chosen = a if a.device.startswith(devices.CHOSEN) else b
        other = b if chosen is a else a
        assert other.device is not None
        if other.device.startswith(devices.CHOSEN):
            return Value(values.DEVICE, devices.CHOSEN)  # `device or ("cuda" if … else "cpu")`
        # `device = device or x.device` and its like: no single name for the two.
        return None if other.device[0] in "@$" else Value(values.DEVICE, chosen.device)
    ranked = any(d.startswith(devices.RANK) for d in pair) and devices.CPU in pair
    if ranked or all(d[0] not in "@$" for d in pair):
        return Value(values.DEVICE, devices.CHOSEN)  # named by the variable it is assigned to
    return None


def _join_items(a: Value, b: Value) -> Value | None:
    if len(a.data) == len(b.data):
        return Value(
            values.ITEMS, data=tuple(join(x, y) for x, y in zip(a.data, b.data, strict=True))
        )
    if not a.data or not b.data:
        return a if a.data else b
    return Value(values.EACH, data=join(element(a), element(b)))


def _join_dicts(a: Value, b: Value) -> Value | None:
    """A key that is there on one path alone must be there when it is asked for."""
    data = {**a.data, **b.data}
    for key in a.data.keys() & b.data.keys():
        data[key] = join(a.data[key], b.data[key])
    return Value(values.DICT, data=data)


def _join_objects(a: Value, b: Value) -> Value | None:
    return a if a.data[0] is b.data[0] else Value(values.UNION, data=(a, b))


_JOINS = {
    values.TENSOR: _join_tensors,
    values.NUMBER: _join_numbers,
    values.TEXT: _join_devices,
    values.DEVICE: _join_devices,
    values.ITEMS: _join_items,
    values.DICT: _join_dicts,
    values.OBJECT: _join_objects,
}


def element(value: Value | None) -> Value | None:
    """What iterating over `value`, or taking one item of it, gives."""
    if value is None:
        return None
    kind = value.kind
    if kind in (values.EACH, values.LOADER):
        return value.data
    if kind == values.TENSOR:
        return value.but(ndim=values.fewer(value.ndim))
    if kind == values.ANY:
        return value.but(ndim=values.AT_LEAST_ONE, data=value.data if value.sure else "batch")
    if kind == values.ITEMS:
        found: Value | None = value.data[0] if value.data else None
        for other in value.data[1:]:
            found = join(found, other)
        return found
    if kind == values.UNION:
        return values.union([element(one) for one in value.data])
    if kind == values.MODULE:
        return value.but(data=value.data.part() if value.data else None)
    if kind in (values.DICT, values.ENCODING):
        return values.TEXT_VALUE
    if kind == values.ARRAY:
        return value.but(ndim=None)
    if kind == values.PARAMETERS:
        return values.weight(value.device)
    return None


def either_of(items: list[Value | None]) -> Value | None:
    """What is known of a value that is one of `items`."""
    found = items[0] if items else None
    for other in items[1:]:
        found = join(found, other)
    return found


def unpacked(value: Value | None, count: int) -> list[Value | None]:
    """What `count` targets of an unpacking receive."""
    if value is not None and value.kind == values.ITEMS and len(value.data) == count:
        return list(value.data)
    if value is not None and value.kind == values.UNION:
        columns = [unpacked(one, count) for one in value.data]
        return [values.union([column[i] for column in columns]) for i in range(count)]
    if value is not None and value.kind == values.ANY:
        return [value.but(ndim=None)] * count
    one = element(value)
    if one is not None and one.kind == values.MODULE:
        return [one.but() for _ in range(count)]  # one object each
    return [one] * count


def either(old: Value | None, new: Value | None) -> Value | None:
    """A member of a dict, of which one or all have been assigned: who moves one, moves all."""
    joined = join(old, new)
    return None if joined is not None and joined.kind == values.UNION else joined


def join_environments(
    a: dict[str, Value | None], b: dict[str, Value | None]
) -> dict[str, Value | None]:
    joined: dict[str, Value | None] = {}
    for name, value in a.items():
        if name in b:
            other = b[name]
            if value is other:
                joined[name] = value
                continue
            met = join(value, other)
            if met is not None and met.device == devices.CHOSEN:
                met = met.but(device=devices.CHOSEN + name)
            joined[name] = met
        else:
            joined[name] = _on_one_path(name, value)
    for name, value in b.items():
        if name not in a:
            joined[name] = _on_one_path(name, value)
    return joined


def _on_one_path(name: str, value: Value | None) -> Value | None:
    """What is known of an attribute or item that one path alone has assigned."""
    if ("[" not in name and "." not in name) or "{}" in name:
        return value
    if value is not None and value.data == values.REGISTERED and value.device == devices.CPU:
        if value.origin is not None and value.origin.how == "registered":
            return value  # a buffer registered anew
    return None
