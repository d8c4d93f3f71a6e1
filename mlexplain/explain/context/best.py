"""What a loop keeps: `if s < best: best, k = s, j` keeps the smallest `s`, together with `j`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_SMALLER = (ast.Lt, ast.LtE)
_LARGER = (ast.Gt, ast.GtE)


@dataclass(frozen=True, slots=True)
class Best:
    """The best value that a branch keeps."""

    value: ast.expr
    kept: ast.expr
    smaller: bool
    beside: tuple[ast.expr, ...]
    """What is kept together with it."""


def keeps_best(node: ast.If) -> Best | None:
    """What a branch keeps where a value is better than the one kept; nothing where it keeps none."""
    test = node.test
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or node.orelse:
        return None
    op, left, right = test.ops[0], test.left, test.comparators[0]
    if not isinstance(op, (*_SMALLER, *_LARGER)):
        return None
    for value, kept, smaller in (
        (left, right, isinstance(op, _SMALLER)),
        (right, left, isinstance(op, _LARGER)),
    ):
        if isinstance(value, ast.Constant) or not isinstance(value, ast.Name | ast.Subscript):
            continue
        beside = _taken_over(node.body, value, kept)
        if beside is not None:
            in_group = isinstance(kept, ast.Subscript) and _is_first(kept) and not beside[0]
            holder = kept.value if in_group else kept  # type: ignore[attr-defined]
            return Best(value, holder, smaller, tuple(beside[1]))
    return None


def _taken_over(
    body: list[ast.stmt], value: ast.expr, kept: ast.expr
) -> tuple[bool, list[ast.expr]] | None:
    """Whether a value takes the place of the one kept: directly, or as the first of a group;
    with what is kept beside it."""
    pairs = [pair for node in body for pair in _pairs(node)]
    if len(pairs) < 2 and not _is_first(kept):
        return None  # told as it is
    for place, given in pairs:
        if _same(place, kept) and _same(given, value):
            return True, [p for p, g in pairs if not _same(p, kept)]
        group = isinstance(given, ast.Tuple | ast.List) and given.elts
        if _is_first(kept) and group and _same(place, kept.value) and _same(group[0], value):  # type: ignore[attr-defined]
            return False, [*group[1:], *(p for p, _ in pairs if p is not place)]
    return None


def _is_first(node: ast.expr) -> bool:
    return isinstance(node, ast.Subscript) and getattr(node.slice, "value", None) == 0


def _pairs(node: ast.stmt) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target, value = node.targets[0], node.value
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            yield from zip(target.elts, value.elts, strict=False)
        else:
            yield target, value


def _same(one: ast.expr, other: ast.expr) -> bool:
    return ast.unparse(one) == ast.unparse(other)
