"""Values of one function told in the terms of another: its caller's, or an instance's."""

from __future__ import annotations

from mlexplain.check import devices, joining, values
from mlexplain.check.values import Origin, Value


def replaced(value: Value | None, old: Value, new: Value) -> Value | None:
    """`value` with every mention of the object `old`, in lists and dicts too, told as `new`."""
    if value is None or value is old:
        return value if value is None else new
    if value.kind == values.EACH:
        inner = replaced(value.data, old, new)
        return value if inner is value.data else value.but(data=inner)
    if value.kind in (values.ITEMS, values.UNION):
        parts = tuple(replaced(one, old, new) for one in value.data)
        same = all(a is b for a, b in zip(parts, value.data, strict=True))
        return value if same else value.but(data=parts)
    if value.kind == values.DICT:
        data = {key: replaced(one, old, new) for key, one in value.data.items()}
        same = all(data[key] is value.data[key] for key in data)
        return value if same else value.but(data=data)
    if value.kind == values.OBJECT and value.data[1]:
        cls, fields = value.data
        data = {key: replaced(one, old, new) for key, one in fields.items()}
        same = all(data[key] is fields[key] for key in data)
        return value if same else value.but(data=(cls, data))
    return value


def loosened(value: Value | None) -> Value | None:
    """`value` at a time when the modules whose parameters it holds may have moved."""
    if value is None:
        return None
    if value.data == values.LIVE:
        return value.but(device=None)
    if value.kind == values.EACH:
        return value.but(data=loosened(value.data))
    if value.kind in (values.ITEMS, values.UNION):
        return value.but(data=tuple(loosened(one) for one in value.data))
    if value.kind == values.DICT:
        return value.but(data={key: loosened(one) for key, one in value.data.items()})
    return value


def substituted(value: Value | None, arguments: dict[str, Value | None]) -> Value | None:
    """`value` of a callee, told in the caller's terms."""
    if value is None or not arguments:
        return value
    kind = value.kind
    if kind == values.UNION:
        return _one_of_these([substituted(one, arguments) for one in value.data])
    if kind == values.ITEMS:
        return value.but(data=tuple(substituted(one, arguments) for one in value.data))
    if kind == values.EACH:
        return value.but(data=substituted(value.data, arguments))
    if kind in (values.DICT, values.ENCODING):
        data = {key: substituted(one, arguments) for key, one in (value.data or {}).items()}
        return value.but(data=data, device=place(value.device, arguments))
    if kind == values.OBJECT and value.data[1]:
        cls, fields = value.data
        told = {key: substituted(one, arguments) for key, one in fields.items()}
        return value.but(data=(cls, told))
    if value.device is None:
        return value
    if value.data == values.CONVERTED:
        made = _made_of(value, arguments)
        if made is not None:
            return made
    if kind == values.ANY and value.device[0] == devices.ARGUMENT and "," in value.device:
        return _one_of(value.device[1:].split(","), arguments)
    if value.name is not None and value.device[0] == devices.ARGUMENT and kind == values.ANY:
        if value.name in arguments and value.device == devices.ARGUMENT + value.name:
            return arguments[value.name]
    device = place(value.device, arguments)
    if device == value.device:
        return value
    given = arguments.get(value.device[1:]) if value.device[0] == devices.ARGUMENT else None
    if kind == values.ANY and given is not None and given.kind in (values.ITEMS, values.EACH):
        one = joining.element(given)  # a part of what was given
        return one if one is not None and one.kind == values.TENSOR else value.but(device=device)
    if given is not None and given.kind == values.TENSOR:
        ndim = value.ndim if given.ndim else None
        sure = value.sure or given.sure
        return value.but(device=device, ndim=ndim, origin=given.origin, sure=sure)
    return value.but(device=device)


def _one_of_these(found: list[Value | None]) -> Value | None:
    """`torch.ones(n) if weight is None else weight`, where the caller gives no weight."""
    given = [one for one in found if one is None or one.kind != values.NONE]
    return values.union(given if given else found)


def _one_of(names: list[str], arguments: dict[str, Value | None]) -> Value | None:
    """What an operation on several arguments gives: it lies where the one that is a tensor does."""
    given = [arguments.get(name) for name in names]
    placed = [
        one
        for one in given
        if one is not None and one.device is not None and one.kind in (values.TENSOR, values.ANY)
    ]
    if len({one.device for one in placed}) != 1:
        return None
    one = placed[0]
    return one.but(ndim=values.AT_LEAST_ONE if one.ndim else None, data=None)


def _made_of(value: Value, arguments: dict[str, Value | None]) -> Value | None:
    """`torch.as_tensor(rows)` where the caller's rows turn out to be numbers: made on the CPU."""
    assert value.device is not None
    given = arguments.get(value.device[1:]) if value.device[0] == devices.ARGUMENT else None
    if given is None or value.origin is None or value.data != values.CONVERTED:
        return None
    if given.kind == values.ARRAY or (
        given.kind in (values.ITEMS, values.EACH) and _numbers(given)
    ):
        return Value(values.TENSOR, devices.CPU, None, values.AT_LEAST_ONE, value.origin)
    return None


def _numbers(value: Value) -> bool:
    one = joining.element(value)
    if one is None or one.kind == values.NUMBER:
        return one is not None
    return one.kind in (values.ITEMS, values.EACH) and _numbers(one)


def deeper(value: Value | None) -> Value | None:
    """A value that has come through one more `return`."""
    if value is None:
        return None
    if value.data == values.LIVE:
        return value.but(device=None)
    if value.kind == values.TENSOR and value.origin is not None:
        held = value.origin
        return value.but(origin=Origin(held.function, held.node, held.how, held.depth + 1))
    if value.kind in (values.ITEMS, values.UNION):
        return value.but(data=tuple(deeper(one) for one in value.data))
    if value.kind == values.EACH:
        return value.but(data=deeper(value.data))
    if value.kind == values.DICT:
        return value.but(data={key: deeper(one) for key, one in value.data.items()})
    return value


def place(device: str | None, arguments: dict[str, Value | None]) -> str | None:
    """A callee's device in the caller's terms; None where the caller does not know it."""
    if device is None:
        return None
    if device[0] == devices.ARGUMENT:
        name = device[1:]
        if "," in name:
            found = {place(devices.ARGUMENT + one, arguments) for one in name.split(",")} - {None}
            return found.pop() if len(found) == 1 else None
        if name in arguments:
            value = arguments[name]
            return values.device_of(value)
        return device if name.startswith(devices.INITIAL) else None
    if device == devices.SELF:
        return values.device_of(arguments[device]) if device in arguments else device
    if device.startswith((devices.CHOSEN, devices.RANK)):
        name = device.split(":", 1)[1]
        if name in arguments:
            value = arguments[name]
            if value is None:
                return None
            if value.kind == values.NONE:
                return devices.CPU if device.startswith(devices.CHOSEN) else None
            return value.device if value.kind in values.NAMES_DEVICE else None
        owner = arguments.get(name[: -len(".device")]) if name.endswith(".device") else None
        if owner is not None and owner.kind in (values.TENSOR, values.MODULE, values.OBJECT):
            return values.device_of(owner)  # `x.device` of what turns out to be a tensor
    return device
