"""Scores of the paths of a beam search."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.formulas import uses
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.facts.scope import dotted


def look(snippet: Snippet) -> Iterator[Seen]:
    """`(tokens + [i], score * logp)`: logarithms are added along a path."""
    for node in snippet.nodes:
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Mult):
            continue
        up = snippet.flow.parent(node)
        if not isinstance(up, ast.Tuple | ast.List) or not any(_longer(e) for e in up.elts):
            continue
        if any(_is_logarithm(side, snippet) for side in (node.left, node.right)):
            yield Seen("logarithms-multiplied", node.lineno, {"code": f"`{ast.unparse(node)}`"})


def _longer(node: ast.expr) -> bool:
    """`tokens + [i]`, and what joins two tensors."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return isinstance(node.right, ast.List)
    return isinstance(node, ast.Call) and (dotted(node.func) or "").endswith(("cat", "concatenate"))


def _is_logarithm(node: ast.expr, snippet: Snippet) -> bool:
    """Whether a value is, or is an entry of, the logarithm of a probability."""
    while isinstance(node, ast.Call | ast.Attribute | ast.Subscript):
        inner = node.func if isinstance(node, ast.Call) else node.value
        if isinstance(node, ast.Call) and snippet.called(node).endswith(".log"):
            return True
        node = inner
    if uses(node, snippet, "log_softmax", "log"):
        return True
    bound = snippet.flow.binding(node) if isinstance(node, ast.Name) else None
    if bound is None or bound.how != "item" or bound.value is None:
        return False
    over, place = bound.value, bound.place
    if isinstance(over, ast.Call) and dotted(over.func) == "zip" and place:
        return place[0] < len(over.args) and uses(
            over.args[place[0]], snippet, "log_softmax", "log"
        )
    return uses(over, snippet, "log_softmax", "log")
