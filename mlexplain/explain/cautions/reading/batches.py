"""Loops over batches."""

from __future__ import annotations

import ast

from mlexplain.explain.cautions.reading.snippet import Snippet
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def in_batches(loop: ast.AST, snippet: Snippet) -> bool:
    """Whether a loop is shown to run over batches."""
    if not isinstance(loop, ast.For | ast.AsyncFor):
        return False
    over = ast.unparse(loop.iter).lower()
    names = [n for n in walk(loop.iter) if isinstance(n, ast.Name | ast.Attribute)]
    made = any(snippet.called(snippet.flow.value(n)).endswith(".DataLoader") for n in names)
    if "loader" in over or made:
        return True
    items = {n.id for n in walk(loop.target) if isinstance(n, ast.Name)}
    if len(items) < 2:
        return False
    for node in walk(loop):
        done = snippet.operation(node)
        if done is not None and done.name in ("sum", "mean") and isinstance(done.of, ast.Compare):
            if any(dotted(n) in items for n in walk(done.of)):
                return True
    return False
