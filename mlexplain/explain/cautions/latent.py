"""Representations: how latent variables are drawn, and how embeddings are normalised."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.snippet import Seen, Snippet
from mlexplain.explain.cautions.syntax import last_name
from mlexplain.explain.scope import dotted

_LOG_VARIANCES = ("logvar", "log_var", "lv", "logv", "log_variance", "logsigma2", "log_sigma2")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            yield from _spread(node, snippet)
        if isinstance(node, ast.Call):
            yield from _over_batch(node, snippet)


def _spread(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`noise * exp(log variance)`: that is the variance, and the noise wants its root."""
    for noise, factor in ((node.left, node.right), (node.right, node.left)):
        drawn = snippet.operation(snippet.flow.value(noise))
        grown = snippet.operation(snippet.flow.value(factor))
        if drawn is None or drawn.name not in ("randn_like", "randn", "normal", "normal_"):
            continue
        if grown is not None and grown.name == "exp" and last_name(grown.of) in _LOG_VARIANCES:
            bound = snippet.flow.binding(grown.of)
            halved = bound is not None and isinstance(bound.value, ast.BinOp)
            if not halved:
                values = {"code": f"`{ast.unparse(factor)}`"}
                yield Seen("variance-for-spread", node.lineno, values)
                return


def _over_batch(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`F.normalize(z, dim=0)`, and then all rows of `z` are compared with all others."""
    done = snippet.operation(node)
    if done is None or done.name != "normalize" or "torch" not in snippet.called(node):
        return
    dim = done.given(1, "dim")
    if not isinstance(dim, ast.Constant) or dim.value != 0 or type(dim.value) is not int:
        return
    for other in snippet.nodes:
        pair = _product(other, snippet)
        if pair is not None and any(snippet.flow.value(side) is node for side in pair):
            yield Seen("normalised-over-batch", node.lineno, {"call": ast.unparse(node.func)})
            return


def _product(node: ast.AST, snippet: Snippet) -> tuple[ast.expr, ast.expr] | None:
    """`a` and `b` of `a @ b.T`, or None."""
    left: ast.expr | None = None
    right: ast.expr | None = None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        left, right = node.left, node.right
    elif (done := snippet.operation(node)) and done.name in ("matmul", "mm") and done.rest:
        left, right = done.of, done.rest[0]
    if left is None or right is None:
        return None
    if isinstance(right, ast.Attribute) and right.attr in ("T", "mT"):
        return left, right.value
    turned = snippet.operation(right)
    if turned is not None and turned.name in ("t", "transpose") and dotted(turned.of):
        return left, turned.of
    return None
