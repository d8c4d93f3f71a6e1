"""Functions of one row that are handed the columns."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    """`df.apply(lambda r: r["a"] / r["b"])` without `axis=1`."""
    for call in snippet.calls:
        of = receiver(call)
        if method(call) != "apply" or of is None or len(call.args) != 1 or keyword(call, "axis"):
            continue
        if snippet.scope.kind(of) != "DataFrame" and dotted(of) not in ("df", "data", "train"):
            continue
        if not isinstance(of, ast.Name):
            continue
        if not isinstance(snippet.flow.value(of), ast.Name | ast.Call):
            continue
        if "groupby" in ast.unparse(snippet.flow.value(of)):
            continue
        columns = _asked_for(snippet.flow.value(call.args[0]), snippet)
        if len(columns) > 1:
            listed = ", ".join(f'`"{c}"`' for c in sorted(columns))
            yield Seen("columns-for-rows", call.lineno, {"columns": listed})


def _asked_for(function: ast.expr, snippet: Snippet) -> set[str]:
    """The columns that a function asks its argument for."""
    made: ast.AST | None = function
    if isinstance(function, ast.Name):
        made = snippet.flow.functions.get(function.id)
    if not isinstance(made, ast.Lambda | ast.FunctionDef) or len(made.args.args) != 1:
        return set()
    row = made.args.args[0].arg
    return {
        n.slice.value
        for n in walk(made)
        if isinstance(n, ast.Subscript) and dotted(n.value) == row
        if isinstance(n.slice, ast.Constant) and isinstance(n.slice.value, str)
    }
