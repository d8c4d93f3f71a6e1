"""Formulas that have a name, known by their shape: `rules/code/values.toml`.

A shape is written as a value is read, `mean(square(diff(a, b)))`, with letters as holes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import permutations

from mlexplain.explain import knowledge
from mlexplain.explain.values.value import Value, same

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
            if not (" error" in template and any(h.op == "number" for h in holes.values())):
                return template, holes
    return None


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
    elif hole not in holes:
        yield {**holes, hole: value}
    elif same(holes[hole], value):
        yield holes


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
