"""Distances and errors: where the square is taken."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.formulas import match
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import words
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_SHAPES = ("square(sum(a - b))", "square(mean(a - b))")


def look(snippet: Snippet) -> Iterator[Seen]:
    """`np.sqrt(np.sum(a - b) ** 2)` and `np.mean(y - p) ** 2`."""
    for node in snippet.nodes:
        if not isinstance(node, ast.BinOp | ast.Call):
            continue
        for shape in _SHAPES:
            found = match(shape, node, snippet)
            if found is None or not all(_is_data(found[side]) for side in "ab"):
                continue
            statement = snippet.flow.statement(node)
            told = {w for n in walk(statement) if dotted(n) for w in words(dotted(n))}
            if not told & {"bias", "bias2", "offset", "drift"} and "bias" not in " ".join(told):
                yield Seen("squared-after-sum", node.lineno)
            break


def _is_data(node: ast.expr) -> bool:
    return dotted(node) is not None or isinstance(node, ast.Subscript | ast.Call)
