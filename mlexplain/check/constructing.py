"""Instances of the project's own classes, and what each was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlexplain.check import (
    arguments,
    clashes,
    classes,
    datasets,
    devices,
    following,
    knowledge,
    members,
    records,
    scope,
    substitution,
    values,
)
from mlexplain.check.call import Call
from mlexplain.check.model import Model
from mlexplain.check.scope import Class, Function
from mlexplain.check.values import Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow


def construct(call: Call, cls: Class) -> Value | None:
    """An instance of a class of the project."""
    flow = call.flow
    initialiser = cls.method("__init__", flow.project)
    bound: dict[str, Value | None] = {}
    kept: dict[str, Value | None] = {}
    if initialiser is not None:
        bound = arguments.matched(initialiser, call) or {}
        again = None
        telling = not cls.is_module(flow.project) and any(_telling(value) for value in call.given)
        if telling:
            again = flow.project.specialised(initialiser, bound, flow.guarded)
        summary = flow.project.summary(initialiser)
        if again is not None:
            kept = _constant_fields(cls, flow, again.attributes)
            for name, moved in again.moves.items():
                members.moved_along(flow, bound.get(name), moved)
            for clash in again.clashes:
                clashes.meet_through(flow, call.node, clash, clash.a, clash.b)
        elif summary is not None:
            for clash in summary.clashes:
                following.judge(flow, call.node, clash, bound)
            if telling or any(_is_state(value) for value in summary.attributes.values()):
                told = {
                    name: substitution.substituted(value, bound)
                    for name, value in summary.attributes.items()
                    if not cls.file.set_from_outside(name)
                }
                kept = _constant_fields(cls, flow, told)
    if cls.is_module(flow.project):
        device = flow.default
        if "device" in call.keywords or any(
            one is not None and one.kind == values.DEVICE for one in call.positional
        ):
            device = None
        if _moves_itself(flow, cls):
            device = None
        model = Model(cls, fields=_kept_arguments(initialiser, bound))
        kept_device = _kept_device(flow, cls, initialiser, bound)
        if kept_device is not None:
            model.keeps_device = devices.CPU
            model.fields[kept_device] = Value(values.DEVICE, devices.CPU)
        return Value(values.MODULE, device, model, origin=call.created("built"))
    if datasets.is_dataset(cls, flow.project):
        return Value(values.OBJECT, data=(cls, None))
    fields = kept
    if "dataclass" in [scope.decorator_name(d) for d in cls.node.decorator_list] or any(
        base.endswith("NamedTuple") for base in cls.bases()
    ):
        if call.starred:
            return records.of_columns(cls, call.positional)
        fields = dict(zip(cls.fields, call.positional, strict=False))
        fields.update({k: v for k, v in call.keywords.items() if isinstance(k, str)})
        for name in cls.fields:
            if name not in fields:
                fields[name] = classes.constant(flow.project, cls, name)
    return Value(values.OBJECT, data=(cls, fields))


def _is_state(value: Value | None) -> bool:
    """Whether an attribute is a tensor made by `__init__`, or a list that methods will fill."""
    if value is None:
        return False
    return (value.kind == values.TENSOR and value.device == devices.CPU) or (
        value.kind == values.ITEMS and not value.data
    )


def _telling(value: Value | None) -> bool:
    """Whether an argument tells of this instance what its class alone does not."""
    if value is not None and value.kind in (values.DEVICE, values.TEXT):
        return value.device is not None and not devices.is_symbolic(value.device)
    if value is None or value.kind not in _TELLING:
        return False
    return value.kind != values.TENSOR or value.device is not None


_TELLING = frozenset(
    (values.TENSOR, values.MODULE, values.LOADER, values.EACH, values.OBJECT, values.ITEMS)
)


def _constant_fields(
    cls: Class, flow: Flow, attributes: dict[str, Value | None]
) -> dict[str, Value | None]:
    """The attributes that no method but `__init__` writes."""
    changed: set[str] = set()
    for ancestor in cls.ancestors(flow.project):
        for name, fillers in ancestor.filled().items():
            if len(fillers) > 1 or _filled_from_outside(ancestor, name):
                changed.add(name)
        for name, writers in ancestor.assigned_in().items():
            others = writers - {"__init__", "__post_init__"}
            if others and not _emptied(flow, ancestor, others, name):
                changed.add(name)
    return {
        name: substitution.deeper(value)
        for name, value in attributes.items()
        if value is not None and name not in changed
    }


def _emptied(flow: Flow, cls: Class, writers: set[str], name: str) -> bool:
    """Whether methods assign nothing but an empty list, as `reset` does."""
    for writer in writers:
        function = cls.methods[writer]
        summary = None if function.running else flow.project.summary(function)
        held = summary.attributes.get(name) if summary is not None else None
        if held is None or held.kind != values.ITEMS or held.data:
            return False
    return True


def _filled_from_outside(cls: Class, name: str) -> bool:
    """`ema.shadow[key] = …` somewhere, and `ema.shadow = …`."""
    return cls.file.filled_from_outside(name) or cls.file.set_from_outside(name)


def _kept_arguments(
    initialiser: Function | None, bound: dict[str, Value | None]
) -> dict[str, Value | None]:
    """The arguments of `__init__` as the methods know them, where they hold tensors or data."""
    if initialiser is None or initialiser.owner is None:
        return {}
    cls = initialiser.owner.name
    return {
        devices.initial(cls, name): value
        for name, value in bound.items()
        if value is not None and value.kind in _DATA
    }


_DATA = frozenset(
    (
        values.TENSOR,
        values.ANY,
        values.ARRAY,
        values.ITEMS,
        values.EACH,
        values.MODULE,
        values.OBJECT,
    )
)


def _kept_device(
    flow: Flow, cls: Class, initialiser: Function | None, bound: dict[str, Value | None]
) -> str | None:
    """The argument of `__init__` for a device that the caller left out, and that is kept.

    A class that moves itself, or whose attribute is assigned elsewhere, may keep it right.
    """
    if initialiser is None or initialiser.owner is None:
        return None
    name = next((one for one in initialiser.defaults if one in knowledge.DEVICE_NAMES), None)
    given = bound.get(name) if name is not None else None
    if name is None or given is None or given.device != devices.CPU:
        return None
    held = classes.initial(flow.project, initialiser.owner).values()
    if cls.file.set_from_outside("device") or not any(_names(one, name) for one in held):
        return None
    for ancestor in cls.ancestors(flow.project):
        if classes.MOVERS & ancestor.methods.keys() or "device" in ancestor.methods:
            return None
        if ancestor.assigned_in().get("device", set()) - {"__init__"}:
            return None
    return name


def _names(value: Value | None, name: str) -> bool:
    """Whether an attribute is the device that the argument `name` is, or a dict with it."""
    if value is None:
        return False
    if value.kind == values.DICT:
        return any(_names(one, name) for one in value.data.values())
    return value.kind == values.DEVICE and value.device == devices.CHOSEN + name


def _moves_itself(flow: Flow, cls: Class) -> bool:
    """Whether `__init__` moves the whole module, or loads it to some device."""
    for ancestor in cls.ancestors(flow.project):
        function = ancestor.methods.get("__init__")
        if function is None:
            continue
        body = function.text
        if "self.to(" in body or ".cuda(" in body or "device" in body:
            return True
    return False


def parent(call: Call) -> Value | None:
    """`super()`: the receiver seen as its parent class."""
    flow = call.flow
    if flow.owner is None or flow.receiver is None:
        return None
    ancestors = flow.owner.ancestors(flow.project)
    if len(ancestors) < 2:
        return None
    held = flow.env.get(flow.receiver)
    if held is not None and held.kind == values.MODULE:
        return held.but(data=Model(ancestors[1]))
    if held is not None and held.kind == values.OBJECT:
        return held.but(data=(ancestors[1], None))
    return None
