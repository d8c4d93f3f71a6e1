"""The impurity of a group."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.bindings import Function
from mlexplain.explain.cautions.reading.formulas import match
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import named
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if not isinstance(node, ast.BinOp):
            continue
        if isinstance(node.op, ast.Sub):
            yield from _not_squared(node, snippet)
        if isinstance(node.op, ast.Mult):
            yield from _one_length_above(node, snippet)


def _not_squared(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`1 - sum(p)` of shares is always zero."""
    found = match("1 - sum(p)", node, snippet)
    if found is None or dotted(found["p"]) is None:
        return
    if any(isinstance(n, ast.Pow) for n in walk(snippet.flow.value(found["p"]))):
        return
    function = snippet.flow.function(node)
    statement = snippet.flow.statement(node)
    told = named(statement.targets[0]) if isinstance(statement, ast.Assign) else set()
    name = function.name.lower() if isinstance(function, Function) else ""
    if "gini" in name or "impurity" in name or told & {"gini", "impurity"}:
        yield Seen("shares-not-squared", node.lineno)


def _one_length_above(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`dot(a, b) / norm(a) * norm(b)`."""
    left = node.left
    if not isinstance(left, ast.BinOp) or not isinstance(left.op, ast.Div):
        return
    first, second = snippet.operation(left.right), snippet.operation(node.right)
    if first is None or second is None or first.name != "norm" or second.name != "norm":
        return
    above = left.left
    used = {dotted(n) for n in walk(above) if dotted(n)}
    if {dotted(first.of), dotted(second.of)} <= used and dotted(first.of) != dotted(second.of):
        yield Seen("one-length-multiplied", node.lineno, {"code": f"`{ast.unparse(node.right)}`"})
