"""Principal components: shares of variance, and data that were not centred."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import words
from mlexplain.explain.facts.scope import dotted

_NAMES = frozenset(["explained", "variance", "evr", "var", "ratio"])


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp):
            yield from _shares(node, node.value, snippet)


def _shares(node: ast.Assign, value: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`explained = S[:2] / S.sum()` of singular values: their squares are the variances."""
    if not isinstance(value.op, ast.Div) or not set(words(dotted(node.targets[0]))) & _NAMES:
        return
    above = value.left.value if isinstance(value.left, ast.Subscript) else value.left
    total = snippet.operation(value.right)
    if total is None or total.name != "sum" or dotted(total.of) != dotted(above):
        return
    bound = snippet.flow.binding(above)
    made = bound.value if bound is not None and bound.how == "part" else None
    if made is not None and snippet.called(made).endswith("linalg.svd") and bound:
        if bound.place == (1,):
            yield Seen("singular-values-as-variance", node.lineno, {"name": f"`{dotted(above)}`"})
