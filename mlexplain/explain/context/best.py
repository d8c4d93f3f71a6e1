"""What a loop keeps: `if s < best: best, k = s, j` keeps the smallest `s`, together with `j`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

_SMALLER = (ast.Lt, ast.LtE)
_LARGER = (ast.Gt, ast.GtE)


class Best(NamedTuple):
    """The best value that a branch keeps."""

    value: ast.expr
    kept: ast.expr
    smaller: bool
    beside: tuple[ast.expr, ...]
    """What is kept together with it."""


def keeps_best(node: ast.If) -> Best | None:
    """What a branch keeps where a value is better than the one kept; nothing where it keeps none."""
    test = _unless_first(node.test)
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or node.orelse:
        return None
    op, left, right = test.ops[0], test.left, test.comparators[0]
    if not isinstance(op, (*_SMALLER, *_LARGER)):
        return None
    for value, kept, smaller in (
        (left, right, isinstance(op, _SMALLER)),
        (right, left, isinstance(op, _LARGER)),
    ):
        if not isinstance(value, ast.Name | ast.Subscript | ast.Call):
            continue
        beside = _taken_over(node.body, value, kept)
        if beside is not None:
            in_group = isinstance(kept, ast.Subscript) and not beside[0]
            holder = kept.value if in_group else kept  # type: ignore[attr-defined]
            return Best(value, holder, smaller, tuple(beside[1]))
    return None


def _taken_over(
    body: list[ast.stmt], value: ast.expr, kept: ast.expr
) -> tuple[bool, list[ast.expr]] | None:
    """Whether a value takes the place of the one kept: directly, or as the first of a group;
    with what is kept beside it."""
    pairs = [pair for node in body for pair in _pairs(node)]
    place_in_group = _place(kept)
    if len(pairs) < 2 and place_in_group is None:
        return None  # told as it is
    for place, given in pairs:
        if _same(place, kept) and _same(given, value):
            return True, [p for p, g in pairs if not _same(p, kept)]
        group = isinstance(given, ast.Tuple | ast.List) and given.elts
        if place_in_group is None or not group or not _same(place, kept.value):  # type: ignore[attr-defined]
            continue
        at = place_in_group
        if at < len(group) and _same(group[at], value):
            return False, [*group[:at], *group[at + 1 :], *(p for p, _ in pairs if p is not place)]
    return None


def _place(node: ast.expr) -> int | None:
    """The 1 of `b[1]`."""
    at = getattr(node.slice, "value", None) if isinstance(node, ast.Subscript) else None
    return at if type(at) is int and at >= 0 else None


def _unless_first(test: ast.expr) -> ast.expr:
    """The comparison of `best is None or s < best[0]`."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or) and len(test.values) == 2:
        first, second = test.values
        unset = isinstance(first, ast.Compare) and isinstance(first.ops[0], ast.Is)
        if unset or (isinstance(first, ast.UnaryOp) and isinstance(first.op, ast.Not)):
            kept = first.left if unset else first.operand  # type: ignore[attr-defined]
            if any(_same(n, kept) for n in ast.walk(second) if isinstance(n, ast.Name)):
                return second
    return test


def _pairs(node: ast.stmt) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target, value = node.targets[0], node.value
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            yield from zip(target.elts, value.elts, strict=False)
        else:
            yield target, value


def _same(one: ast.expr, other: ast.expr) -> bool:
    return ast.unparse(one) == ast.unparse(other)
