"""Attributes of objects, followed from `__init__` to the methods.

In an nn.Module, parameters, buffers and sub-modules lie wherever the module lies; a tensor in a plain
attribute stays where it was made, and so do modules kept in a plain list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlexplain.check import devices, joining, scope, substitution, values, writers
from mlexplain.check.project import Project
from mlexplain.check.scope import Class, Function
from mlexplain.check.values import Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Environment, Flow

MOVERS = frozenset(("to", "_apply", "cuda", "cpu", "to_device", "_to", "move_to"))


def attribute(
    project: Project, cls: Class, name: str, reader: Function | None = None
) -> Value | None:
    """The value of `self.name` in the methods of `cls`, or None; `reader` is the method asking."""
    if reader is not None and reader.running:
        if reader.name in cls.assigned_in().get(name, ()) or reader.name in cls.filled().get(
            name, ()
        ):
            return _find(project, cls, name, reader)
    if name in cls.attributes:
        return cls.attributes[name]
    for initialiser in cls.initialisers:
        if initialiser.running:
            return None
    cls.attributes[name] = None  # while it is being found out, nothing is known
    found = cls.attributes[name] = _find(project, cls, name)
    return found


def _find(project: Project, cls: Class, name: str, reader: Function | None = None) -> Value | None:
    module = cls.is_module(project) and not cls.is_spread()
    for ancestor in cls.ancestors(project):
        assigning = ancestor.assigned_in().get(name, set())
        first = initial(project, ancestor)
        value = first.get(name)
        others = [w for w in assigning if w not in scope.INITIALISERS]
        if name not in first and not others:
            if name in ancestor.constants:
                return _settled(constant(project, ancestor, name), ancestor.name if module else "")
            continue
        if value is not None:
            if value.kind == values.TENSOR and value.data != values.REGISTERED:
                if ancestor.file.set_from_outside(name):
                    return None
            if not module and value.kind == values.MODULE and value.device == devices.CPU:
                if ancestor.file.moved_from_outside(name) or writers.moved_by_methods(
                    ancestor, name, first
                ):
                    return value.but(device=None, name=None)
        if module and value is not None and _moved_by_class(cls, project, value):
            return None
        if value is not None and value.kind not in (values.TENSOR, values.MODULE):
            if name in ancestor.filled():
                return _filling(project, ancestor, name, value, module, reader)
        for writer in others:
            function = ancestor.methods[writer]
            if function.running:
                # The first time, it finds what `__init__` left there.
                known = (values.MODULE, values.TENSOR) if function is reader else (values.MODULE,)
                value = value if value is not None and value.kind in known else None
                continue
            summary = project.summary(function)
            later = summary.attributes.get(name) if summary is not None else None
            if module and writers.overwrites(ancestor, writer, value, later):
                assert later is not None and later.origin is not None
                how = values.Origin(later.origin.function, later.origin.node, "overwritten")
                return later.but(data=None, origin=how)
            if name not in first or value is None or value.kind == values.NONE:
                value = later if len(others) == 1 else None
            elif later is None or later.device != value.device:
                value = None
        return _settled(value, ancestor.name if module else "")
    return None


def constant(project: Project, cls: Class, name: str) -> Value | None:
    """A tensor, or tensors, that the body of the class assigns."""
    for ancestor in cls.ancestors(project):
        node = ancestor.constants.get(name)
        if node is None:
            continue
        project.summary(ancestor.file.top)
        flow = ancestor.file.top.flow
        value = flow.value(node) if flow is not None else None
        held = value is not None and value.kind in _KEPT_BY_CLASS
        return value if held and not ancestor.file.set_from_outside(name) else None
    return None


_KEPT_BY_CLASS = (values.TENSOR, values.ITEMS, values.EACH, values.DICT, values.OBJECT)


def _filling(
    project: Project, cls: Class, name: str, start: Value, module: bool, reader: Function | None
) -> Value | None:
    """What a list or dict, empty at first, holds once the methods have filled it."""
    if start.kind not in (values.ITEMS, values.DICT):
        return None
    fillers = cls.filled()[name]
    if start.data:  # before the one method that changes it has run, it is what `__init__` left
        alone = reader is not None and fillers == [reader.name]
        return _settled(start, cls.name if module else "") if alone else None
    if reader is not None and reader.name in fillers:
        return start
    found: Value | None = None
    for position, filler in enumerate(fillers):
        function = cls.methods[filler]
        summary = None if function.running else project.summary(function)
        later = summary.attributes.get(name) if summary is not None else None
        if later is None:
            return None
        found = later if position == 0 else joining.join(found, later)
    return _settled(found, cls.name if module else "")


def initial(project: Project, cls: Class) -> Environment:
    """What the initialisers of `cls` itself leave in the attributes."""
    if cls.initial is not None:
        return cls.initial
    found: Environment = {}
    settled = True
    for function in cls.initialisers:
        summary = None if function.running else project.summary(function)
        if summary is not None:
            found.update(summary.attributes)
        else:
            settled = False
    if settled:
        cls.initial = found
    return found


def _moved_by_class(cls: Class, project: Project, value: Value) -> bool:
    """A class with its own `to` or `_apply` looks after its plain tensors itself."""
    return value.kind not in (values.MODULE,) and any(
        name in ancestor.methods for ancestor in cls.ancestors(project) for name in MOVERS
    )


def _settled(value: Value | None, module: str) -> Value | None:
    """A value as methods see it. `module` names the class, if it is an nn.Module."""
    if value is None:
        return None
    kind = value.kind
    if kind == values.MODULE:
        return _settled_module(value, module)
    if kind == values.TENSOR or kind == values.ANY:
        if value.data == values.LIVE:
            return value.but(device=None)
        if module and value.data == values.REGISTERED:
            return value.but(kind=values.TENSOR, device=devices.SELF, name=None, sure=True)
        if module and value.device == devices.CPU and value.origin is not None:
            origin = value.origin
            if origin.how == "created" and _made_later(origin.function):
                return value  # by a method, anew each time: no buffer
            if origin.how == "created":
                plain = values.Origin(origin.function, origin.node, "plain")
                return value.but(origin=plain)
            return None
        return _of_argument(value, module)
    if kind == values.ITEMS:
        return value.but(data=tuple(_settled_member(one, module) for one in value.data))
    if kind == values.EACH:
        return value.but(data=_settled_member(value.data, module))
    if kind == values.DICT:
        return value.but(data={k: _settled_member(v, module) for k, v in value.data.items()})
    if kind == values.UNION:
        return _settled_union(value, module)
    return value


def _settled_union(value: Value, module: str) -> Value | None:
    """Of alternatives that hold a tensor made here, beside an argument: `tensor(a) if … else a`."""
    if not module or any(one is None or one.kind not in _HELD for one in value.data):
        return None
    return values.union([_settled(one, module) for one in value.data])


def _made_later(function: Function) -> bool:
    start = function.owner is None or function.name in scope.INITIALISERS
    return not start and not function.starts_only()


_HELD = (values.TENSOR, values.ANY, values.NONE)


def _settled_module(value: Value, module: str) -> Value | None:
    if module:
        return value.but(device=devices.SELF, name=None)
    if value.device is not None and value.device[0] == devices.ARGUMENT:
        return value.but(device=None, name=None)
    return value.but(name=None)


def _settled_member(value: Value | None, module: str) -> Value | None:
    """A member of a list or dict: nn.Module does not look inside those."""
    if module and value is not None and value.kind == values.MODULE:
        if value.origin is None or value.origin.how == values.REGISTERED:
            return value.but(device=devices.SELF)
        if value.device != devices.CPU:
            return value.but(device=None)
        listed = values.Origin(value.origin.function, value.origin.node, "listed")
        return value.but(origin=listed)
    if (
        module
        and value is not None
        and value.data == values.REGISTERED
        and value.device == devices.CPU
    ):
        held = value.origin
        if held is not None and held.how == "created":  # a parameter
            listed = values.Origin(held.function, held.node, "listed")
            return value.but(data=None, origin=listed)
    settled = _settled(value, module)
    if settled is not None and settled.kind == values.ANY and devices.is_initial(settled.device):
        return settled.but(data=values.LISTED)
    return settled


def _of_argument(value: Value, module: str) -> Value | None:
    device = value.device
    if device is None or device[0] != devices.ARGUMENT:
        return value
    if not module or value.origin is None or devices.is_initial(device):
        return None
    kept = devices.initial(module, device[1:])
    data = value.data if value.data == values.CONVERTED else None
    name = kept if value.name in (device[1:], None) else f"{kept}[]"  # `self.a, self.b = pair`
    return value.but(device=devices.ARGUMENT + kept, name=name, data=data)


def property_of(flow: Flow, base: Value, cls: Class, name: str) -> Value | None:
    """What a property gives, told for where the instance lies; None if `name` is none."""
    function = cls.method(name, flow.project)
    if function is None or not _PROPERTIES.intersection(function.decorators):
        return None
    summary = flow.project.summary(function)
    if summary is None or summary.returns is None:
        return None
    place = Value(values.DEVICE, base.device) if base.device else None
    return substitution.deeper(substitution.substituted(summary.returns, {devices.SELF: place}))


_PROPERTIES = frozenset(("property", "cached_property"))


def attribute_of_instance(flow: Flow, base: Value, cls: Class, name: str) -> Value | None:
    """`model.name`, told for where this instance lies."""
    if cls.method(name, flow.project) is not None:
        return property_of(flow, base, cls, name)
    found = attribute(flow.project, cls, name, flow.function)
    given = base.data.fields
    if found is None or (base.device == devices.SELF and not given):
        return found
    place = Value(values.DEVICE, base.device)
    told = substitution.substituted(found, {**given, devices.SELF: place})
    if told is None or told.kind != values.MODULE or found.data == values.LISTED:
        return told
    if found.device == devices.SELF and base.device == devices.CPU:
        return told.but(origin=base.origin)
    # What it was constructed with is a member now, and lies where it lies.
    return told.but(device=base.device) if found.kind == values.ANY else told


def registers(project: Project, cls: Class, device: str) -> bool:
    """Whether an argument of `__init__` is also an attribute by itself, and so moves."""
    name = device.rpartition(".")[2]
    return any(
        value is not None
        and value.kind in (values.ANY, values.MODULE)
        and value.device == devices.ARGUMENT + name
        for ancestor in cls.ancestors(project)
        for value in initial(project, ancestor).values()
    )
