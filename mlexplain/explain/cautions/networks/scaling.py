"""Values centred along one dimension and scaled along another."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet


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
            if spread is None or spread.name not in ("std", "var"):
                continue
            one, other = centre.dimension, spread.dimension
            if one is None or other is None or one == other or one * other < 0:
                continue
            if ast.dump(centre.of) == ast.dump(spread.of):
                values = {"centre": str(one), "spread": str(other)}
                yield Seen("scaled-over-other-dimension", node.lineno, values)
