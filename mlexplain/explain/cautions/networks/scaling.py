"""Values centred along one dimension and scaled along another."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Operation, Seen, Snippet


def look(snippet: Snippet) -> Iterator[Seen]:
    """`(x - x.mean(0)) / x.std(1)`: centred along one dimension, scaled along another."""
    for node in snippet.nodes:
        if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)):
            continue
        above = snippet.flow.value(node.left)
        if isinstance(above, ast.BinOp) and isinstance(above.op, ast.Mult):
            above = snippet.flow.value(above.right)
        if not (isinstance(above, ast.BinOp) and isinstance(above.op, ast.Sub)):
            continue
        centre = snippet.operation(snippet.flow.value(above.right))
        if centre is None or centre.name != "mean":
            continue
        for below in snippet.flow.reached(node.right):
            spread = snippet.operation(below)
            if spread is None or spread.name not in ("std", "var", "mean"):
                continue
            if spread.name == "mean":
                spread = _by_hand(spread, above, snippet)
            if spread is None:
                continue
            one, other = centre.dimension, spread.dimension
            if one is None or other is None or one == other or one * other < 0:
                continue
            if ast.dump(centre.of) == ast.dump(spread.of):
                values = {"centre": str(one), "spread": str(other)}
                yield Seen("scaled-over-other-dimension", node.lineno, values)


def _by_hand(done: Operation, gap: ast.BinOp, snippet: Snippet) -> Operation | None:
    """`((x - m) ** 2).mean(1)`: the variance of `x`, beside its mean."""
    of = snippet.flow.value(done.of)
    squared = snippet.operation(of)
    inner = of.left if isinstance(of, ast.BinOp) and isinstance(of.op, ast.Pow) else None
    if squared is not None and squared.name in ("pow", "square"):
        inner = squared.of
    inner = snippet.flow.value(inner) if inner is not None else None
    if inner is None or ast.dump(inner) != ast.dump(gap):
        return None
    return Operation("var", gap.left, done.rest, done.call)
