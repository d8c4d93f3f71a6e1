"""Square roots that are taken of each batch and averaged afterwards."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import last_name, method, receiver
from mlexplain.explain.facts.scope import dotted

_SQUARES = ("mse_loss", "MSELoss")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        added: ast.expr | None = None
        held: ast.expr | None = None
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
            held, added = node.target, node.value
        elif method(node) == "append" and len(node.args) == 1:  # type: ignore[attr-defined]
            held, added = receiver(node), node.args[0]  # type: ignore[attr-defined]
        name = dotted(held) if held is not None else None
        if added is None or name is None or not snippet.flow.loops(node):
            continue
        if _is_root(added, snippet) and _averaged(name, node, snippet):
            yield Seen("roots-averaged", node.lineno, {"name": f"`{name}`"})  # type: ignore[attr-defined]


def _is_root(node: ast.expr, snippet: Snippet) -> bool:
    """`sqrt(mse_loss(p, y))`, also made a number."""
    for _ in range(6):
        node = snippet.flow.value(node)
        inner = receiver(node)
        if method(node) in ("item", "cpu", "detach") and inner is not None:
            node = inner
    done = snippet.operation(node)
    of = done.of if done is not None and done.name == "sqrt" else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        half = isinstance(node.right, ast.Constant) and node.right.value == 0.5
        of = node.left if half else of
    of = snippet.flow.value(of) if of is not None else None
    while method(of) == "item" and of is not None:  # type: ignore[arg-type]
        of = snippet.flow.value(receiver(of) or of)
        if method(of) == "item":
            break
    return isinstance(of, ast.Call) and snippet.loss_name(of) in _SQUARES


def _averaged(name: str, node: ast.AST, snippet: Snippet) -> bool:
    """Whether the sum is divided, or the mean of the list taken, after the loop."""
    for other in snippet.nodes:
        if isinstance(other, ast.BinOp) and isinstance(other.op, ast.Div):
            if dotted(other.left) == name and not snippet.flow.inside(node, other):
                return True
        elif isinstance(other, ast.Call) and other.args and dotted(other.args[0]) == name:
            if last_name(other.func) in ("mean", "fmean", "average", "nanmean"):
                return True
    return False
