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
            yield from _last_missed(node, snippet)


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


def _last_missed(node: ast.While, snippet: Snippet) -> Iterator[Seen]:
    """`while lo < hi` where both ends move past the middle, and then `return -1`."""
    test = node.test
    assert isinstance(test, ast.Compare)
    low, high = dotted(test.left), dotted(test.comparators[0])
    if isinstance(test.ops[0], ast.Gt):
        low, high = high, low
    elif not isinstance(test.ops[0], ast.Lt):
        return
    middle = next((m for s in node.body if low and high and (m := _middle(s, low, high))), None)
    block = snippet.flow.block(node)
    body = getattr(*block) if block else []
    if middle is None or low is None or high is None or node not in body:
        return
    moves = {
        dotted(n.targets[0]): n.value
        for n in walk(node)
        if isinstance(n, ast.Assign) and dotted(n.targets[0]) in (low, high)
    }
    past = [_past(moves.get(low), middle[0], ast.Add), _past(moves.get(high), middle[0], ast.Sub)]
    found = any(
        isinstance(n, ast.Compare)
        and isinstance(n.ops[0], ast.Eq)
        and any(dotted(m) == middle[0] for m in walk(n))
        for n in walk(node)
    )
    begun = snippet.flow.value(_first(high, node, snippet) or ast.Constant(0))
    closed = isinstance(begun, ast.BinOp) and isinstance(begun.op, ast.Sub)
    rest = body[body.index(node) + 1 :]
    ends = isinstance(rest[0], ast.Return) if rest else True
    nothing = not any(
        isinstance(n, ast.Name) and n.id in (low, high) for s in rest for n in walk(s)
    )
    if all(past) and found and closed and ends and nothing:
        values = {"low": low, "high": high}
        yield Seen("search-misses-last", node.lineno, {k: f"`{v}`" for k, v in values.items()})


def _past(value: ast.expr | None, middle: str, sign: type[ast.operator]) -> bool:
    """`mid + 1`, or with a minus `mid - 1`."""
    moved = isinstance(value, ast.BinOp) and isinstance(value.op, sign)
    return moved and dotted(value.left) == middle and number(value.right) == 1  # type: ignore[union-attr]


def _first(name: str, node: ast.While, snippet: Snippet) -> ast.expr | None:
    """What a name is set to before a loop."""
    sets = [
        b
        for b in snippet.flow.bindings(name, node)
        if b.how == "set" and b.at < (node.lineno, node.col_offset)
    ]
    return sets[-1].value if sets else None


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
