"""Tables joined by their index where the rows only agree by position."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, receiver
from mlexplain.explain.facts.scope import dotted

_NEW = ("pandas.Series", "pandas.DataFrame")
_PICKS = ("sample", "dropna", "query", "drop_duplicates", "sort_values", "drop", "head", "tail")


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        if snippet.called(call) in _NEW and call.args and not keyword(call, "index"):
            yield from _numbered_anew(call, snippet)


def _numbered_anew(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`res["p"] = pd.Series(model.predict(X_test))` beside a column that kept its old index."""
    if len(call.args) > 1 or not _predicted(call.args[0], snippet):
        return
    for node in snippet.nodes:
        if isinstance(node, ast.Assign):
            target = node.targets[0]
            if isinstance(target, ast.Subscript) and _is(node.value, call, snippet):
                if _kept_index(target.value, snippet):
                    yield _seen(node, call)
                    return
        elif isinstance(node, ast.Call) and snippet.called(node) == "pandas.concat":
            parts = node.args[0].elts if node.args and isinstance(node.args[0], ast.List) else []
            axis = keyword(node, "axis")
            along = isinstance(axis, ast.Constant) and axis.value in (1, "columns")
            if along and any(_is(p, call, snippet) for p in parts):
                if any(_picked(p, snippet) for p in parts):
                    yield _seen(node, call)
                    return


def _seen(node: ast.AST, call: ast.Call) -> Seen:
    return Seen("index-not-aligned", node.lineno, {"call": f"`{ast.unparse(call.func)}`"})  # type: ignore[attr-defined]


def _is(node: ast.expr, call: ast.Call, snippet: Snippet) -> bool:
    return snippet.flow.value(node) is call


def _predicted(node: ast.expr, snippet: Snippet) -> bool:
    """An array, which knows of no index."""
    value = snippet.flow.value(node)
    while isinstance(value, ast.Subscript):
        value = snippet.flow.value(value.value)
    return method(value) in ("predict", "predict_proba", "decision_function", "fit_transform")


def _kept_index(table: ast.expr, snippet: Snippet) -> bool:
    """Whether a table is a part of another one, or has a column that is."""
    if _picked(table, snippet):
        return True
    name = dotted(table)
    return name is not None and any(
        isinstance(n, ast.Assign)
        and isinstance(n.targets[0], ast.Subscript)
        and dotted(n.targets[0].value) == name
        and _picked(n.value, snippet)
        for n in snippet.nodes
    )


def _picked(node: ast.expr, snippet: Snippet) -> bool:
    """A part of a table that was chosen at random or by a condition, with the index it had."""
    for _ in range(8):
        bound = snippet.flow.binding(node) if isinstance(node, ast.Name) else None
        if bound is not None and bound.how == "part" and bound.value is not None:
            return snippet.called(bound.value).endswith("train_test_split")
        value = snippet.flow.value(node)
        if method(value) in ("reset_index", "to_numpy"):
            return False
        if isinstance(value, ast.Attribute) and value.attr == "values":
            return False
        if isinstance(value, ast.Subscript):
            if isinstance(value.slice, ast.Compare | ast.UnaryOp):
                return True
            node = value.value
        elif isinstance(value, ast.Attribute):
            node = value.value
        elif method(value) in _PICKS and isinstance(value, ast.Call):
            return keyword(value, "ignore_index") is None
        elif method(value) in ("copy", "to_frame", "astype", "rename"):
            node = receiver(value) or value
        else:
            return False
    return False
