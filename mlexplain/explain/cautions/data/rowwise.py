"""Tables of examples whose features should be scaled, not their rows."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.formulas import match
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method

_TABLES = ("loadtxt", "genfromtxt", "read_csv", "read_excel", "read_parquet", "load_iris")
_SETS = ("load_wine", "load_breast_cancer", "load_diabetes", "fetch_california_housing")
_SHAPES = ("(x - mean(x)) / std(x)", "(x - mean(x)) / (std(x) + e)")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Div):
            continue
        for shape in _SHAPES:
            found = match(shape, node, snippet)
            if found is not None and (_is_table(found["x"], snippet) or _is_fitted(node, snippet)):
                yield from _along_rows(node, snippet)
                break


def _along_rows(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    for inner in snippet.flow.reached(node):
        done = snippet.operation(inner)
        if done is not None and done.name == "mean" and done.dimension in (1, -1):
            values = {"call": f"`{ast.unparse(done.call)}`"}
            yield Seen("scaled-along-rows", done.call.lineno, values)
            return


def _is_table(node: ast.expr, snippet: Snippet) -> bool:
    """Whether a value was read as a table of examples, or a classical model is fitted to it."""
    for inner in snippet.flow.reached(node):
        if snippet.called(inner).split(".")[-1] in (*_TABLES, *_SETS):
            return True
    return False


def _is_fitted(node: ast.expr, snippet: Snippet) -> bool:
    """Whether a classical model is fitted to the result, also of the function that gives it back."""
    function = snippet.flow.function(node)
    made: list[ast.AST] = [node]
    if function is not None and any(r is node for r in snippet.flow.returns(function)):
        made += snippet.flow.calls_of(function)
    return any(
        method(call) in ("fit", "fit_transform", "fit_predict")
        and call.args
        and any(snippet.flow.value(call.args[0]) is m for m in made)
        for call in snippet.calls
    )
