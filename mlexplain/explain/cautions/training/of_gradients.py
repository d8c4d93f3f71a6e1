"""Penalties on gradients, which need the graph of these gradients."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.formulas import match
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method


def look(snippet: Snippet) -> Iterator[Seen]:
    seen: set[int] = set()
    for node in snippet.nodes:
        trained = method(node) == "backward" and not node.args  # type: ignore[attr-defined]
        if not trained and not _is_penalty(node, snippet):
            continue
        for inner in snippet.flow.reached(node, lambda n: method(n) in ("detach", "item")):
            if isinstance(inner, ast.Call) and snippet.called(inner) == "torch.autograd.grad":
                given = any(k.arg in ("create_graph", None) for k in inner.keywords)
                if not given and len(inner.args) < 5 and inner.lineno not in seen:
                    seen.add(inner.lineno)
                    yield Seen("penalty-without-graph", inner.lineno)


def _is_penalty(node: ast.AST, snippet: Snippet) -> bool:
    """`(g.norm(2, dim=1) - 1) ** 2`, as critics are held to slopes of one."""
    if not isinstance(node, ast.BinOp | ast.Call) or snippet.sheltered(node):
        return False
    shapes = ("square(norm(g) - 1)", "square(sqrt(s) - 1)", "square(relu(norm(g) - 1))")
    return any(match(shape, node, snippet) is not None for shape in shapes)
