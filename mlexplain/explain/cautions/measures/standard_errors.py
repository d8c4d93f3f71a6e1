"""Measures told by their names: the standard error, the coefficient of determination."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import words

_ERRORS = frozenset(["stderr", "sem", "se"])


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
            continue
        name = node.targets[0].id.lower()
        told = set(words(name))
        if told & _ERRORS or {"standard", "error"} <= told or {"std", "err"} <= told:
            yield from _without_root(node, snippet)
        elif name in ("r2", "r_squared", "r_2", "rsq", "r2_score"):
            yield from _turned(node, snippet)


def _without_root(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`se = std / n`: the spread is divided by the root of the number."""
    value = node.value
    if not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.Div):
        return
    spread = snippet.operation(snippet.flow.value(value.left))
    below = snippet.flow.value(value.right)
    bound = snippet.flow.binding(value.left)
    if bound is not None and bound.how == "set" and bound.value is not None:
        spread = snippet.operation(bound.value)
    counted = isinstance(below, ast.Call) and ast.unparse(below.func) == "len"
    if spread is not None and spread.name == "std" and counted:
        yield Seen(
            "root-of-number-missing", node.lineno, {"number": f"`{ast.unparse(value.right)}`"}
        )


def _turned(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`1 - total / residual`."""
    value = node.value
    share = value.right if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Sub) else None
    if not isinstance(share, ast.BinOp) or not isinstance(share.op, ast.Div):
        return
    above, below = (_has_mean(s, snippet) for s in (share.left, share.right))
    if above and not below:
        yield Seen("shares-exchanged", node.lineno, {"code": f"`{ast.unparse(share)}`"})


def _has_mean(node: ast.expr, snippet: Snippet) -> bool:
    """Whether differences from a mean are added up."""
    for inner in snippet.flow.reached(node):
        if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Sub):
            done = snippet.operation(snippet.flow.value(inner.right))
            if done is not None and done.name == "mean":
                return True
    return False
