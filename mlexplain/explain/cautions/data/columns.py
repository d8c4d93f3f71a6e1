"""Columns of tables: sums in the wrong direction, parts that are set, columns that may differ."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, receiver, words
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Assign):
            yield from _summed_down(node)
            yield from _set_in_part(node, snippet)
    yield from _dummies_apart(snippet)


def _summed_down(node: ast.Assign) -> Iterator[Seen]:
    """`df["total"] = df[["jan", "feb"]].sum()`: sums of columns, which fit no row."""
    target, call = node.targets[0], node.value
    if method(call) not in ("sum", "mean", "max", "min", "std", "median"):
        return
    of = receiver(call)
    if not isinstance(target, ast.Subscript) or not isinstance(of, ast.Subscript):
        return
    several = isinstance(of.slice, ast.List) and len(of.slice.elts) > 1
    one = isinstance(target.slice, ast.Constant) and isinstance(target.slice.value, str)
    if not several or not one or dotted(of.value) is None or call.args:  # type: ignore[attr-defined]
        return
    if dotted(of.value) == dotted(target.value) and keyword(call, "axis") is None:  # type: ignore[arg-type]
        yield Seen("summed-down", node.lineno, {"call": f"`{ast.unparse(call)}`"})


def _set_in_part(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`late = df[df["year"] > 2015]`, and then `late["flag"] = 1`."""
    name, value = dotted(node.targets[0]), node.value
    if name is None or not isinstance(value, ast.Subscript):
        return
    tested = isinstance(value.slice, ast.Compare) or (
        isinstance(value.slice, ast.BinOp) and isinstance(value.slice.op, ast.BitAnd | ast.BitOr)
    )
    whole = snippet.scope.kind(value.value) == "DataFrame"
    if not tested or not whole:
        return
    for other in snippet.nodes:
        if not isinstance(other, ast.Assign) or not isinstance(other.targets[0], ast.Subscript):
            continue
        target = other.targets[0]
        bound = snippet.flow.binding(target.value)
        column = isinstance(target.slice, ast.Constant) and isinstance(target.slice.value, str)
        if column and dotted(target.value) == name and bound is not None:
            if bound.statement is node:
                yield Seen("set-in-part", other.lineno, {"name": f"`{name}`"})
                return


def _dummies_apart(snippet: Snippet) -> Iterator[Seen]:
    """`get_dummies` of both parts, each with the columns that its own values make."""
    if snippet.called_names & {"reindex", "align"}:
        return
    made = [c for c in snippet.calls if snippet.called(c).endswith("get_dummies") and c.args]
    parts = {}
    for call in made:
        told = {w for n in walk(call.args[0]) for w in words(dotted(n))}
        for part, names in (("train", {"train", "tr"}), ("test", {"test", "te", "val", "valid"})):
            if told & names:
                parts[part] = call
    if len(parts) == 2 and len(made) == 2:
        yield Seen("dummies-apart", parts["test"].lineno)
