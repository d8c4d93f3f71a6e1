"""The width that the scores of a head are scaled by."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.scores import is_scores
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.facts.scope import dotted


def look(snippet: Snippet) -> Iterator[Seen]:
    """`q.view(B, T, h, D // h)` and then `q @ k.transpose(-2, -1) / sqrt(D)`."""
    for node in snippet.nodes:
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Div | ast.Mult):
            continue
        scores = snippet.flow.value(node.left)
        if not is_scores(scores, snippet):
            continue
        width = _rooted(node, snippet)
        heads = _split_widths(scores, snippet) if width is not None else {}
        if width is not None and width in heads:
            values = {"width": f"`{width}`", "right": f"`{heads[width]}`"}
            yield Seen("scaled-by-whole-width", node.lineno, values)


def _rooted(node: ast.BinOp, snippet: Snippet) -> str | None:
    """`D` of `/ sqrt(D)`, `/ D ** 0.5` and `* D ** -0.5`."""
    right = snippet.flow.value(node.right)
    if isinstance(right, ast.Call) and (dotted(right.func) or "").endswith("sqrt") and right.args:
        return dotted(right.args[0]) if isinstance(node.op, ast.Div) else None
    if isinstance(right, ast.BinOp) and isinstance(right.op, ast.Pow):
        power = ast.unparse(right.right)
        wanted = "0.5" if isinstance(node.op, ast.Div) else "-0.5"
        return dotted(right.left) if power == wanted else None
    return None


def _split_widths(scores: ast.expr, snippet: Snippet) -> dict[str, str]:
    """The whole widths that were dealt out to heads, and the width of one head."""
    found = {}
    for inner in snippet.flow.reached(scores):
        done = snippet.operation(inner)
        if done is None or done.name not in ("view", "reshape", "unflatten"):
            continue
        sizes = done.rest
        if len(sizes) == 1 and isinstance(sizes[0], ast.Tuple):
            sizes = sizes[0].elts
        for size in sizes:
            size = snippet.flow.value(size)
            if isinstance(size, ast.BinOp) and isinstance(size.op, ast.FloorDiv):
                whole = dotted(size.left)
                if whole:
                    found[whole] = ast.unparse(size)
    return found
