"""Calls of the project's own functions and modules."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from mlexplain.check import (
    arguments,
    clashes,
    classes,
    devices,
    members,
    modules,
    substitution,
    values,
)
from mlexplain.check.call import Call
from mlexplain.check.scope import Function
from mlexplain.check.values import Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow


def follow(call: Call, function: Function, receiver: Value | None) -> Value | None:
    """Call `function`: judge its waiting clashes with these arguments, and tell what it returns."""
    flow, node = call.flow, call.node
    if flow.guarded:
        function.guarded_call = True
    summary = flow.project.summary(function)
    if summary is None:
        return None
    if function.bound and receiver is None and "classmethod" not in function.decorators:
        # Class.method(instance, ...)
        call = Call(flow, node, call.positional[1:], call.keywords)
    bound = arguments.matched(function, call)
    if function.node.args.vararg is not None and function.moves_something():
        modules.perhaps_moved(flow, call.positional)
    if _by_super(node) and function.moves_something():
        modules.perhaps_moved(flow, call.given)
    if function.closure is not None or isinstance(flow.function.node, ast.Module):
        _outer_moved(flow, function)
    place = values.device_of(receiver)
    here = Value(values.DEVICE, place) if place else None
    if bound is None:  # the arguments are behind a star
        return returned(substitution.substituted(summary.returns, {devices.SELF: here}), call)
    for name in summary.refilled:
        flow.forget(bound.get(name))
    bound[devices.SELF] = here
    own = receiver is not None and receiver.kind == values.OBJECT and bool(receiver.data[1])
    given = is_special(receiver)
    if (own or given) and function.receiver is not None:
        bound[function.receiver] = receiver
    if own or given or _worth_running_again(function, bound):
        if receiver is not None and receiver.kind == values.MODULE and function.receiver:
            bound[function.receiver] = receiver  # which may lie on the CPU, or anywhere
        again = flow.project.specialised(function, bound, flow.guarded)
        if again is not None:
            for clash in again.clashes:
                clashes.meet_through(flow, node, clash, clash.a, clash.b)
            for name, moved in again.moves.items():
                members.moved_along(flow, bound.get(name), moved)
            if own and receiver is not None:
                for name, now in again.attributes.items():
                    members.moved_along(flow, receiver.data[1].get(name), now)
                flow.update_object(receiver, again.attributes)
            return returned(again.returns, call)
        if function.moves_something():  # it has been run again often enough
            modules.perhaps_moved(flow, call.given)
        if own and receiver is not None:
            flow.update_object(receiver, dict.fromkeys(summary.attributes))
    if receiver is not None and receiver.kind == values.MODULE and receiver.data is not None:
        bound.update(receiver.data.fields)
    for clash in summary.clashes:
        judge(flow, node, clash, bound, receiver)
    if receiver is not None and receiver.kind == values.MODULE and not _is_own(call):
        for name, member in (*summary.attributes.items(), *summary.added.items()):
            modules.replace_member(flow, receiver, name, member)
    for name, moved in summary.moves.items():
        held = bound.get(name)
        if held is not None and held.kind == values.MODULE:
            device = substitution.place(moved.device, bound)
            flow.rebind_in_place(held, held.but(device=device))
    if summary.attributes and receiver is not None and _is_own(call):
        flow.parts.add(flow.receiver or "")
        for name, value in summary.attributes.items():
            key = f"{flow.receiver}.{name}"
            flow.env[key] = _in_place_of(flow, key, substitution.substituted(value, bound))
    return returned(substitution.substituted(summary.returns, bound), call)


def _in_place_of(flow: Flow, key: str, value: Value | None) -> Value | None:
    """What `__init__` puts in the place of a buffer is the buffer from then on."""
    held = flow.env.get(key)
    if held is None or held.data != values.REGISTERED or flow.function.name != "__init__":
        return value
    if value is None or value.kind != values.TENSOR:
        return value
    return value.but(data=values.REGISTERED, origin=held.origin)


def is_special(module: Value | None) -> bool:
    """Whether a module was constructed with objects of the project, which its methods may call,
    or keeps a device that it does not lie on any more."""
    if module is None or module.kind != values.MODULE or module.data is None:
        return False
    if not devices.away_from_cpu(module.device):
        return False
    if module.data.keeps_device is not None:
        return True
    fields = module.data.fields
    return any(one is not None and one.kind == values.OBJECT for one in fields.values())


_RICH = frozenset((values.MODULE, values.OBJECT, values.LOADER, values.EACH, values.ENCODING))


def _worth_running_again(function: Function, bound: dict[str, Value | None]) -> bool:
    """Arguments of which a summary cannot speak: modules of known classes, loaders, objects."""
    given = [value for name, value in bound.items() if name != devices.SELF]
    made = function.summary.returns
    if made is not None and made.kind == values.FUNCTION and made.data.closure is not None:
        # What it returns remembers the arguments: `make_hook(direction)`.
        return any(value is not None and value.kind == values.TENSOR for value in given)
    return any(_rich(value) for value in given)


def _by_super(node: ast.Call) -> bool:
    """`super().__init__(model)`: a parent that keeps what it is given under names of its own."""
    func = node.func
    held = func.value if isinstance(func, ast.Attribute) else None
    return isinstance(held, ast.Call) and getattr(held.func, "id", "") == "super"


def _outer_moved(flow: Flow, function: Function) -> None:
    """A function that moves modules which it was not given: of the file, or of those around it."""
    held = [
        (name, value)
        for name, value in flow.env.items()
        if value is not None and value.kind == values.MODULE and value.device == devices.CPU
    ]
    if held and function.moves_something():
        own = {p.arg for p in function.parameters}
        text = function.text
        taken = r"\b{0}\.(?:to|cuda)\(|\bin [\[(][^\n]*\b{0}\b|\w\([^\n()]*\b{0}\b[^\n()]*device"
        moved = [v for name, v in held if name not in own and re.search(taken.format(name), text)]
        modules.perhaps_moved(flow, list(moved))


_TELLING_PARTS = (values.DICT, values.MODULE, values.OBJECT)


def _rich(value: Value | None) -> bool:
    if value is None:
        return False
    if value.kind in (values.ITEMS, values.UNION):
        return any(one is not None and one.kind in _TELLING_PARTS for one in value.data)
    if value.kind == values.DICT:
        return len({values.device_of(one) for one in value.data.values()} - {None}) > 1
    return value.kind in _RICH


def returned(value: Value | None, call: Call) -> Value | None:
    """A value that has come through one more `return`; modules are mended where the caller gets them."""
    if value is not None and value.kind == values.MODULE and value.origin is not None:
        return value.but(origin=call.created("built"))
    if value is not None and value.kind in (values.ITEMS, values.UNION):
        return value.but(data=tuple(returned(one, call) for one in value.data))
    if value is not None and value.kind == values.EACH:
        return value.but(data=returned(value.data, call))
    if value is not None and value.kind == values.DICT:
        return value.but(data={key: returned(one, call) for key, one in value.data.items()})
    return substitution.deeper(value)


def _is_own(call: Call) -> bool:
    """Whether this is `self.method(...)`."""
    func = call.node.func
    return (
        isinstance(func, ast.Attribute)
        and isinstance(func.value, ast.Name)
        and func.value.id == call.flow.receiver
    )


def judge(
    flow: Flow,
    node: ast.Call,
    clash: clashes.Clash,
    bound: dict[str, Value | None],
    receiver: Value | None = None,
) -> None:
    """A clash of a callee with this caller's arguments; `receiver` is the module it belongs to."""
    a, b = (
        _kept_there(flow, one, substitution.substituted(one, bound)) for one in (clash.a, clash.b)
    )
    if receiver is not None and receiver.kind == values.MODULE and receiver.device == devices.CPU:
        a = _part(clash.a, a, receiver)
        b = _part(clash.b, b, receiver)
    for one in (a, b):
        if one is None or one.kind not in (
            values.TENSOR,
            values.ANY,
            values.MODULE,
            values.ENCODING,
        ):
            return
    assert a is not None and b is not None
    if a.kind == values.ENCODING or b.kind == values.ENCODING:
        return
    # The callee has proven that these are tensors.
    if not clash.unproven:
        a = a if a.sure else a.but(sure=True)
        b = b if b.sure else b.but(sure=True)
    clashes.meet_through(flow, node, clash, a, b)


def _part(inside: Value, told: Value | None, receiver: Value) -> Value | None:
    """Parameters and members of a module on the CPU are mended by moving the module."""
    if told is None or inside.device != devices.SELF or receiver.origin is None:
        return told
    return told.but(origin=receiver.origin)


def _kept_there(flow: Flow, inside: Value, given: Value | None) -> Value | None:
    """What `__init__` was given and keeps in a plain attribute is mended where it keeps it."""
    if given is None or not devices.is_initial(inside.device) or inside.origin is None:
        return given
    owner = inside.origin.function.owner
    if owner is None:
        return None
    if inside.data == values.CONVERTED and inside.origin.function.name != "__init__":
        return given
    if given.kind == values.MODULE and inside.data == values.LISTED:
        if inside.device is None or classes.registers(flow.project, owner, inside.device):
            return None
        origin = values.Origin(inside.origin.function, inside.origin.node, "listed")
        return given.but(origin=origin)
    if given.kind != values.TENSOR or devices.is_initial(given.device):
        return None if given.kind != values.ANY else given
    origin = values.Origin(inside.origin.function, inside.origin.node, "plain")
    return given.but(origin=origin) if given.device == devices.CPU else given
