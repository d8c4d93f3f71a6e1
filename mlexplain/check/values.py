"""Abstract values: what the analysis knows of an expression. `None` stands for "nothing"."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

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
OPTIMIZER = "optimizer"  # data is the module of its parameters; sure if it made state at once
TOKENIZER = "tokenizer"
LOADED = "loaded"  # what torch.load gave, without map_location
PARTIAL = "partial"  # data is the call of functools.partial, and its arguments
CONTEXT = "context"  # a with-item that sets the default device
DISTRIBUTION = "distribution"  # data is a tensor that lies with its parameters
UNION = "union"  # one of several: data is a tuple of values
TOGETHER = "together"
"""`name` of the union of a list's members that are all there."""

CPU = "cpu"  # as in `devices`
AT_LEAST_ONE = -1
"""The number of dimensions is not known, but is not zero."""
AT_LEAST_TWO = -2


def fewer(ndim: int | None) -> int | None:
    """What is left of so many dimensions without one of them."""
    if ndim is None or ndim in (0, AT_LEAST_ONE):
        return None
    return AT_LEAST_ONE if ndim == AT_LEAST_TWO else ndim - 1


CONVERTED = "converted"
"""`data` of a tensor made of an argument: a copy on the CPU if that is no tensor."""
LISTED = "listed"
"""`data` of an argument of `__init__` that is kept in a plain list."""
MEMBER = "member"
"""`data` of an item of a batch: a tensor, if another of its items is moved."""
FIELD = "field"
"""`data` of an attribute of a batch: there it lies on the CPU, but it may be no tensor."""
OF_BATCH = (MEMBER, FIELD)
LEAF = "leaf"
"""`data` of a tensor made with `requires_grad=True`."""
MOVED_LEAF = "moved leaf"
REGISTERED = "registered"
"""`data` of a tensor that is a parameter or a buffer."""
LIVE = "live"
"""`data` of a parameter or buffer of a module on the CPU: it moves when the module does."""
BEFORE_MOVE = "before move"
"""`data` of the device of a module that will move when it is ready."""
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
        """Of a tensor: exact, AT_LEAST_ONE, AT_LEAST_TWO, or None where it may be zero."""
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
_texts: dict[str, Value] = {}


def library(dotted: str) -> Value:
    value = _libraries.get(dotted)
    if value is None:
        value = _libraries[dotted] = Value(LIBRARY, data=dotted)
    return value


def text(content: str) -> Value:
    value = _texts.get(content)
    if value is None:
        if len(content) > LONGEST_KEY or len(_texts) > 20_000:
            return TEXT_VALUE
        value = _texts[content] = Value(TEXT, data=content)
    return value


LONGEST_KEY = 40


def tensor(
    device: str | None, ndim: int | None = AT_LEAST_ONE, origin: Origin | None = None
) -> Value:
    return Value(TENSOR, device, None, ndim, origin)


def weight(device: str | None) -> Value:
    """A parameter or buffer of a module that lies on `device`."""
    if device == CPU:
        return Value(TENSOR, CPU, LIVE, AT_LEAST_ONE)
    return tensor(device)


def alternatives(value: Value | None) -> tuple[Value | None, ...]:
    if value is not None and value.kind == UNION:
        return value.data
    return (value,)


MOST_ALTERNATIVES = 4
_MAKERS = (CLASS, FUNCTION)


def union(values: list[Value | None]) -> Value | None:
    flat: list[Value | None] = []
    for value in values:
        for one in alternatives(value):
            if one not in flat:
                flat.append(one)
    if len(flat) == 1:
        return flat[0]
    if flat[0] is not None and flat[0].device is not None and flat[0].kind in _PLACED:
        together = _in_one_place(flat)
        if together is not None:
            return together
    if len(flat) > MOST_ALTERNATIVES:
        return None
    if not any(v is not None and (v.device or v.kind in _MAKERS) for v in flat):
        return None
    return Value(UNION, data=tuple(flat))


_PLACED = (TENSOR, ANY)


def _in_one_place(found: list[Value | None]) -> Value | None:
    """The one tensor that alternatives in the same place make, whichever of them it is."""
    first = found[0]
    for one in found:
        if one is None or one.device != first.device or one.kind not in _PLACED:  # type: ignore[union-attr]
            return None
        if one.data not in _PLAIN:
            return None
    best = next((one for one in found if one is not None and one.kind == TENSOR), first)
    if best is None or not best.sure:
        return None
    certain = all(one is not None and one.ndim for one in found)
    return best.but(data=None, ndim=AT_LEAST_ONE if certain else None)


_PLAIN = (None, "batch", MEMBER, FIELD)


NAMES_DEVICE = {DEVICE, TEXT}


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
