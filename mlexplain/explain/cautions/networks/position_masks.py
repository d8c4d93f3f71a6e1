"""Causal masks made by comparing positions."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Operation, Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import number


def by_positions(
    test: ast.Compare, hides: bool, done: Operation, snippet: Snippet
) -> Iterator[Seen]:
    """`j[None, :] > i[:, None]` of two ranges, along rows and columns."""
    sides = [_laid_along(side, snippet) for side in (test.left, test.comparators[0])]
    op = test.ops[0]
    if sorted(map(str, sides)) != ["-1", "-2"] or not isinstance(
        op, ast.Lt | ast.LtE | ast.Gt | ast.GtE
    ):
        return
    # True where the key comes later than the query, or where it comes earlier.
    later = (sides[0] == -1) == isinstance(op, ast.Gt | ast.GtE)
    both = isinstance(op, ast.GtE | ast.LtE)
    if later != hides:
        yield Seen("mask-inverted", done.call.lineno)
    elif both == hides:
        yield Seen("mask-hides-itself", done.call.lineno)


_FIRST_NEW, _LAST_NEW = [True, False], [False, True]


def _laid_along(node: ast.expr, snippet: Snippet) -> int | None:
    """-1 for a range laid along the last dimension, the keys; -2 along the one before."""
    node = snippet.flow.value(node)
    new: list[bool] = []
    done = snippet.operation(node)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
        new = [isinstance(p, ast.Constant) and p.value is None for p in node.slice.elts[-2:]]
        node = node.value
    elif done is not None and done.name == "unsqueeze" and done.rest:
        place = number(done.rest[0])
        new = _FIRST_NEW if place in (0, -2) else _LAST_NEW if place in (1, -1) else []
        node = done.of
    elif done is not None and done.name in ("view", "reshape"):
        new, node = [number(r) == 1 for r in done.rest[-2:]], done.of
    if snippet.called(snippet.flow.value(node)) not in ("torch.arange", "numpy.arange"):
        return None
    return -1 if new == _FIRST_NEW else -2 if new == _LAST_NEW else None
