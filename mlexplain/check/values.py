"""Abstract values: what the analysis knows of an expression. `None` stands for "nothing"."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from mlexplain.check import devices

if TYPE_CHECKING:
    from mlexplain.check.scope import Function

TENSOR = "tensor"
ANY = "any"  # something with a device, perhaps a tensor: an argument, a batch, a model's output
MODULE = "module"
DEVICE = "device"
NUMBER = "number"
TEXT = "text"
NONE = "none"
ARRAY = "array"  # numpy
ITEMS = "items"  # a tuple or list whose elements are known one by one: data is a tuple
EACH = "each"  # a sequence of which one element stands for all: data is that element
DICT = "dict"  # data maps constant keys to values; the key None holds the others
LIBRARY = "library"  # data is the dotted name
CLASS = "class"
FUNCTION = "function"
METHOD = "method"  # data is (receiver, function)
OBJECT = "object"  # an instance of a class of the project: data is (class, fields)
LOADER = "loader"
ENCODING = "encoding"  # BatchEncoding: a dict of tensors that moves in place
GENERATOR = "generator"
PARAMETERS = "parameters"  # data is the module
OPTIMIZER = "optimizer"  # data is the module whose parameters it holds
TOKENIZER = "tokenizer"
LOADED = "loaded"  # what torch.load gave, without map_location
CONTEXT = "context"  # a with-item that sets the default device
DISTRIBUTION = "distribution"  # data is a tensor that lies with its parameters
UNION = "union"  # one of several: data is a tuple of values

AT_LEAST_ONE = -1
"""The number of dimensions is not known, but is not zero."""


CONVERTED = "converted"
"""`data` of a tensor made of an argument: a copy on the CPU if that is no tensor."""
LISTED = "listed"
"""`data` of an argument of `__init__` that is kept in a plain list."""
LEAF = "leaf"
"""`data` of a tensor made with `requires_grad=True`."""
MOVED_LEAF = "moved leaf"
EMPTY = "empty"
"""`data` of a tensor without elements."""


class Origin:
    """Where in the source a value got its device."""

    __slots__ = ("depth", "function", "how", "node")

    def __init__(self, function: Function, node: ast.AST, how: str, depth: int = 0) -> None:
        self.function = function
        self.node = node
        self.how = how
        """created, explicit (with `device=`), cpu and cuda (by method), moved, built, listed,
        registered, plain (an attribute of a module), batch, tokens, literal"""
        self.depth = depth
        """Through how many returns it has come."""


class Value:
    """One abstract value. Treated as immutable: changes make a copy."""

    __slots__ = ("data", "device", "kind", "name", "ndim", "origin", "sure")

    def __init__(
        self,
        kind: str,
        device: str | None = None,
        data: Any = None,
        ndim: int | None = None,
        origin: Origin | None = None,
        name: str | None = None,
        sure: bool = True,
    ) -> None:
        self.kind = kind
        self.device = device
        self.data = data
        self.ndim = ndim
        """Of a tensor: exact, AT_LEAST_ONE, or None where it may be zero."""
        self.origin = origin
        self.name = name
        """The argument or variable whose use as a tensor proves that this is one."""
        self.sure = sure
        """False for a value that may turn out to be no tensor at all."""

    def but(self, **changes: Any) -> Value:
        copy = Value(
            self.kind, self.device, self.data, self.ndim, self.origin, self.name, self.sure
        )
        for field, value in changes.items():
            setattr(copy, field, value)
        return copy


NUMBER_VALUE = Value(NUMBER)
NONE_VALUE = Value(NONE)
TEXT_VALUE = Value(TEXT)

_libraries: dict[str, Value] = {}


def library(dotted: str) -> Value:
    value = _libraries.get(dotted)
    if value is None:
        value = _libraries[dotted] = Value(LIBRARY, data=dotted)
    return value


def tensor(
    device: str | None, ndim: int | None = AT_LEAST_ONE, origin: Origin | None = None
) -> Value:
    return Value(TENSOR, device, None, ndim, origin)


def alternatives(value: Value | None) -> tuple[Value | None, ...]:
    if value is not None and value.kind == UNION:
        return value.data
    return (value,)


MOST_ALTERNATIVES = 4


def union(values: list[Value | None]) -> Value | None:
    flat: list[Value | None] = []
    for value in values:
        for one in alternatives(value):
            if one not in flat:
                flat.append(one)
    if len(flat) == 1:
        return flat[0]
    if len(flat) > MOST_ALTERNATIVES or not any(v is not None and v.device for v in flat):
        return None
    return Value(UNION, data=tuple(flat))


def join(a: Value | None, b: Value | None) -> Value | None:
    """What is known of a value that is `a` on one path and `b` on another."""
    if a is b:
        return a
    if a is not None and a.data == EMPTY and a.kind == TENSOR:
        return b  # a placeholder, until there is something
    if b is not None and b.data == EMPTY and b.kind == TENSOR:
        return a
    if a is None or b is None:
        known = a or b
        return union([known, None]) if known is not None and known.kind == TENSOR else None
    if a.kind == NONE:
        return b
    if b.kind == NONE:
        return a
    if a.kind in (ITEMS, EACH) and b.kind in (ITEMS, EACH) and a.kind != b.kind:
        if a.kind == ITEMS and not a.data:
            return b
        if b.kind == ITEMS and not b.data:
            return a
        return Value(EACH, data=join(element(a), element(b)))
    if a.kind == b.kind:
        same = _JOINS.get(a.kind)
        if same is not None:
            return same(a, b)
    if a.kind in NAMES_DEVICE and b.kind in NAMES_DEVICE:
        return _join_devices(a, b)
    return union([a, b])


def _join_tensors(a: Value, b: Value) -> Value | None:
    if a.device == b.device:
        if a.ndim == b.ndim:
            return a
        certain = bool(a.ndim) and bool(b.ndim)
        return a.but(ndim=AT_LEAST_ONE if certain else None)
    return union([a, b])


def _join_numbers(a: Value, b: Value) -> Value:
    return NUMBER_VALUE


NAMES_DEVICE = {DEVICE, TEXT}


def _join_devices(a: Value, b: Value) -> Value | None:
    if a.device == b.device:
        return a
    if a.device is None or b.device is None:
        return None
    pair = (a.device, b.device)
    if any(devices.is_symbolic(d) and d.startswith(devices.CHOSEN) for d in pair):
        chosen = a if a.device.startswith(devices.CHOSEN) else b
        other = b if chosen is a else a
        assert other.device is not None
        if other.device.startswith(devices.CHOSEN):
            return Value(DEVICE, devices.CHOSEN)  # `device or ("cuda" if … else "cpu")`
        # `device = device or x.device` and its like: no single name for the two.
        return None if other.device[0] in "@$" else Value(DEVICE, chosen.device)
    ranked = any(d.startswith(devices.RANK) for d in pair) and devices.CPU in pair
    if ranked or all(d[0] not in "@$" for d in pair):
        return Value(DEVICE, devices.CHOSEN)  # named by the variable it is assigned to
    return None


def _join_items(a: Value, b: Value) -> Value | None:
    if len(a.data) == len(b.data):
        return Value(ITEMS, data=tuple(join(x, y) for x, y in zip(a.data, b.data, strict=True)))
    return None


def _join_dicts(a: Value, b: Value) -> Value | None:
    if a.data.keys() == b.data.keys():
        return Value(DICT, data={key: join(a.data[key], b.data[key]) for key in a.data})
    return None


def _join_objects(a: Value, b: Value) -> Value | None:
    return a if a.data[0] is b.data[0] else None


_JOINS = {
    TENSOR: _join_tensors,
    NUMBER: _join_numbers,
    TEXT: _join_devices,
    DEVICE: _join_devices,
    ITEMS: _join_items,
    DICT: _join_dicts,
    OBJECT: _join_objects,
}


def element(value: Value | None) -> Value | None:
    """What iterating over `value`, or taking one item of it, gives."""
    if value is None:
        return None
    kind = value.kind
    if kind in (EACH, LOADER):
        return value.data
    if kind == TENSOR:
        return value.but(ndim=value.ndim - 1 if value.ndim and value.ndim > 0 else None)
    if kind == ANY:
        return value.but(ndim=AT_LEAST_ONE, data=value.data if value.sure else "batch")
    if kind == ITEMS:
        found: Value | None = value.data[0] if value.data else None
        for other in value.data[1:]:
            found = join(found, other)
        return found
    if kind == UNION:
        return union([element(one) for one in value.data])
    if kind == MODULE:
        return value.but(data=value.data.part() if value.data else None)
    if kind in (DICT, ENCODING):
        return TEXT_VALUE
    if kind == ARRAY:
        return value
    if kind == PARAMETERS:
        return tensor(value.device)
    return None


def either_of(items: list[Value | None]) -> Value | None:
    """What is known of a value that is one of `items`."""
    found = items[0] if items else None
    for other in items[1:]:
        found = join(found, other)
    return found


def unpacked(value: Value | None, count: int) -> list[Value | None]:
    """What `count` targets of an unpacking receive."""
    if value is not None and value.kind == ITEMS and len(value.data) == count:
        return list(value.data)
    if value is not None and value.kind == UNION:
        columns = [unpacked(one, count) for one in value.data]
        return [union([column[i] for column in columns]) for i in range(count)]
    if value is not None and value.kind == ANY:
        return [value.but(ndim=None)] * count
    one = element(value)
    if one is not None and one.kind == MODULE:
        return [one.but() for _ in range(count)]  # one object each
    return [one] * count


def device_of(value: Value | None) -> str | None:
    if value is None:
        return None
    if value.kind in (TENSOR, ANY, MODULE, ENCODING, DEVICE):
        return value.device
    if value.kind == LOADER or value.kind == EACH:
        return device_of(value.data)
    if value.kind == ITEMS:
        found = {device_of(one) for one in value.data if one is not None}
        return found.pop() if len(found) == 1 else None
    if value.kind == DICT:
        found = {device_of(one) for one in value.data.values() if one is not None}
        return found.pop() if len(found) == 1 else None
    return None


class Model:
    """What is known of an nn.Module beside its device."""

    __slots__ = (
        "cls",
        "dispatched",
        "fields",
        "late",
        "library",
        "member",
        "members",
        "moves_inputs",
        "optimizer",
        "weights",
    )

    def __init__(
        self,
        cls: Any = None,
        library: str | None = None,
        weights: bool | None = None,
        fields: dict[str, Value | None] | None = None,
    ) -> None:
        self.cls = cls
        """Its class, where the project defines it."""
        self.library = library
        self.weights = weights
        """False for modules without parameters and buffers, which work on any device."""
        self.fields = fields or {}
        """The arguments it was constructed with, as `init.NAME`."""
        self.member: Model | None = None
        """What stands for every member, where this is a container."""
        self.dispatched: ast.AST | None = None
        """The `device_map=` argument it was loaded with."""
        self.members: list[Model] = []
        """Of a Sequential: those of its members whose constructor was given tensors."""
        self.late: Origin | None = None
        """Where a member was replaced by one on the CPU, after the module had moved."""
        self.moves_inputs = False
        """DataParallel and DistributedDataParallel bring their inputs to the module."""
        self.optimizer: tuple[Any, ast.AST] | None = None
        """The optimizer made of its parameters while it was on the CPU."""

    def but_late(self, late: Origin | None) -> Model:
        """The same module, as it is after a member has been replaced, or all have moved."""
        copy = Model(self.cls, self.library, self.weights, self.fields)
        copy.members = self.members
        copy.member, copy.dispatched, copy.optimizer = self.member, self.dispatched, self.optimizer
        copy.moves_inputs, copy.late = self.moves_inputs, late
        return copy

    def part(self) -> Model:
        """A member of this container."""
        if self.member is not None:
            return self.member
        return Model(weights=None, library="torch.nn" if self.library else None)
