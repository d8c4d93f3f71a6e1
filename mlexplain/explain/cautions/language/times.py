"""Spans of time."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet


def look(snippet: Snippet) -> Iterator[Seen]:
    """`(end - start).seconds`, which leaves the days out."""
    fields = [n for n in snippet.nodes if isinstance(n, ast.Attribute)]
    if any(n.attr in ("days", "total_seconds") for n in fields):
        return
    for node in fields:
        span = snippet.flow.value(node.value)
        up = snippet.flow.parent(node)
        if node.attr != "seconds" or (isinstance(up, ast.Call) and up.func is node):
            continue
        if isinstance(span, ast.BinOp) and isinstance(span.op, ast.Sub):
            yield Seen("days-left-out", node.lineno, {"code": f"`{ast.unparse(node)}`"})
