"""Searching by halves: steps that do not shrink what is left."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import number
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.While) and isinstance(node.test, ast.Compare):
            yield from _stuck(node)


def _stuck(node: ast.While) -> Iterator[Seen]:
    """`lo = mid` with `mid = (lo + hi) // 2`, which is `lo` again when two are left."""
    test = node.test
    low, high = dotted(test.left), dotted(test.comparators[0])  # type: ignore[attr-defined]
    with_equal = isinstance(test.ops[0], ast.LtE)  # type: ignore[attr-defined]
    if low is None or high is None or not isinstance(test.ops[0], ast.Lt | ast.LtE):  # type: ignore[attr-defined]
        return
    middle = next((m for s in node.body if (m := _middle(s, low, high))), None)
    if middle is None:
        return
    name, up = middle
    for step in node.body:
        for inner in walk(step):
            if not isinstance(inner, ast.Assign) or dotted(inner.value) != name:
                continue
            target = dotted(inner.targets[0])
            stuck_low = target == low and (with_equal or not up)
            stuck_high = target == high and (with_equal or up)
            if stuck_low or stuck_high:
                right = f"`{target} = {name} {'+' if target == low else '-'} 1`"
                values = {"code": f"`{ast.unparse(inner)}`", "right": right}
                yield Seen("search-stands-still", inner.lineno, values)
                return


def _middle(step: ast.stmt, low: str, high: str) -> tuple[str, bool] | None:
    """The name of the middle, and whether it is rounded up."""
    if not isinstance(step, ast.Assign) or not isinstance(step.value, ast.BinOp):
        return None
    value, name = step.value, dotted(step.targets[0])
    if name is None:
        return None
    if isinstance(value.op, ast.FloorDiv) and number(value.right) == 2:
        names = {dotted(n) for n in walk(value.left) if dotted(n)}
        if names == {low, high}:
            return name, any(number(n) == 1 for n in walk(value.left))
    if isinstance(value.op, ast.Add) and dotted(value.left) == low:
        half = value.right
        if isinstance(half, ast.BinOp) and isinstance(half.op, ast.FloorDiv):
            names = {dotted(n) for n in walk(half.left) if dotted(n)}
            if names == {low, high} and number(half.right) == 2:
                return name, any(number(n) == 1 for n in walk(half.left))
    return None
