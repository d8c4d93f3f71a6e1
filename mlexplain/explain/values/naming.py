"""Formulas that have a name, known by their shape: `rules/code/values.toml`.

A shape is written as a value is read, `mean(square(diff(a, b)))`, with letters as holes; capital
letters take plain names and numbers alone, and `prob` only what holds probabilities.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import permutations

from mlexplain.explain import knowledge
from mlexplain.explain.facts.chances import names_probabilities
from mlexplain.explain.values.value import LEAVES, Value, divides_by_its_sum, parts, same

Shape = tuple[str, tuple["Shape", ...]]
"""An operation with its parts; a letter or a number has none."""
Holes = Mapping[str, Value]

_TOKEN = re.compile(r"\s*([\w.]+|[(),])")
_ANY_ORDER = frozenset(("add", "times", "dot", "eq", "and", "or"))
_MOST_IN_ANY_ORDER = 4


def named(value: Value) -> tuple[str, Holes] | None:
    """The name of the formula that a value is, as a template, with what its holes are."""
    for shape, template in _shapes(value.op):
        for holes in _met(shape, value, {}):
            # What differs from a fixed number is not in error.
            if _OF_VALUES.search(template) and any(h.op == "number" for h in holes.values()):
                continue
            if " all pairs" in template and not value.reshaped:
                continue
            if template.endswith(", in per cent") and not any(map(_is_share, parts(holes["x"]))):
                continue
            if _along(value, frozenset(h.key for h in holes.values())) is not None:
                return template, holes
    return None


def _is_share(value: Value) -> bool:
    return value.op in ("ratio", "share", "shareof")


def _along(value: Value, holes: frozenset[str]) -> frozenset[str | None] | None:
    """Along which dimensions the parts of a formula go; None where they should go along the same
    one and do not, as z-scores with the means of columns and the spreads of rows."""
    found = frozenset[str | None]()
    if value.key in holes or value.op == "pick":
        return found
    for part in (_along(arg, holes) for arg in value.args):
        if part is None:
            return None
        found |= part
    inner = {arg.op for arg in value.args}
    if value.op in _WITH_AN_AXIS:
        apart = bool(inner & _KEEPING) and bool(found - {value.axis})
        return None if apart and "sum" not in inner else frozenset((value.axis,))
    return found if len(found) < 2 else None


_KEEPING = frozenset(("dev", "softmax", "times", "abs", "square"))
"""What has as many entries as what it is worked out from, along one dimension of it."""
_WITH_AN_AXIS = frozenset(
    [
        *("sum", "mean", "wmean", "wvar", "dot", "sumsq", "norm", "std", "var", "median", "count"),
        *("share", "prod", "max", "min", "softmax", "logsumexp", "dev", "argmax", "cumsum"),
        *("next", "before", "steps"),
    ]
)


@cache
def _shapes(op: str) -> tuple[tuple[Shape, str], ...]:
    entries = knowledge.entries("values")
    if op not in entries:
        return ()
    # What demands more goes first.
    ordered = sorted(entries[op].items(), key=lambda entry: -_demands(entry[0]))
    return tuple((parsed(text), name) for text, name in ordered)


def _demands(text: str) -> int:
    holes = re.findall(r"\b[a-z]\b", text)
    return len(text) + _AGAIN * (len(holes) - len(set(holes)))


_OF_VALUES = re.compile(r" error|^the mean of \{")
"""Names of formulas that a fixed number does not fit."""
_AGAIN = 10
"""How much a hole that occurs once more demands."""


def parsed(text: str) -> Shape:
    """Raises `ValueError` where a shape is not written as one."""
    shape, rest = _parsed(_TOKEN.findall(text))
    if rest:
        raise ValueError(f"{text}: not a shape")
    return shape


def _parsed(tokens: list[str]) -> tuple[Shape, list[str]]:
    if not tokens or tokens[0] in "(),":
        raise ValueError("a shape ends too early")
    op, rest = tokens[0], tokens[1:]
    args: list[Shape] = []
    if rest[:1] != ["("]:
        return (op, ()), rest
    while rest[:1] in (["("], [","]):
        arg, rest = _parsed(rest[1:])
        args.append(arg)
    if rest[:1] != [")"]:
        raise ValueError("a shape is not closed")
    return (op, tuple(args)), rest[1:]


def _met(shape: Shape, value: Value, holes: dict[str, Value]) -> Iterator[dict[str, Value]]:
    op, args = shape
    if not args:
        yield from _filled(op, value, holes)
    elif op == value.op and len(args) == len(value.args):
        for order in _orders(value):
            yield from _all_met(args, order, holes)


def _filled(hole: str, value: Value, holes: dict[str, Value]) -> Iterator[dict[str, Value]]:
    if not hole.isalpha():
        if value.op == "number" and value.number == float(hole):
            yield holes
    elif not _may_fill(hole, value):
        return
    elif hole not in holes:
        yield {**holes, hole: value}
    elif same(holes[hole], value):
        yield holes


def _may_fill(hole: str, value: Value) -> bool:
    if hole == "prob":
        return _are_probabilities(value)
    return not hole.isupper() or value.op in LEAVES


def _are_probabilities(value: Value) -> bool:
    """By what made them; of a piece of code that is not known further by its name."""
    if value.op in ("softmax", "sigmoid"):
        return True
    if value.op in LEAVES:
        node = value.name if value.name is not None else value.node
        while isinstance(node, ast.Subscript):
            node = node.value
        return node is not None and names_probabilities(node)
    if value.op in ("maximum", "minimum", "relu", "add", "pick", "detached"):
        return _are_probabilities(value.args[0])
    return value.op == "ratio" and divides_by_its_sum(*value.args)


def _all_met(
    shapes: tuple[Shape, ...], values: tuple[Value, ...], holes: dict[str, Value]
) -> Iterator[dict[str, Value]]:
    if not shapes:
        yield holes
        return
    for found in _met(shapes[0], values[0], holes):
        yield from _all_met(shapes[1:], values[1:], found)


def _orders(value: Value) -> Iterator[tuple[Value, ...]]:
    if value.op in _ANY_ORDER and len(value.args) <= _MOST_IN_ANY_ORDER:
        yield from permutations(value.args)
    else:
        yield value.args
