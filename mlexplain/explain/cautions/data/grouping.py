"""Tables: means per group set as a column, and rows that are copies."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_SUMMARIES = ("mean", "sum", "max", "min", "median", "std", "count", "size", "nunique", "first")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Assign):
            yield from _one_per_group(node, snippet)
        elif isinstance(node, ast.For):
            yield from _row_copies(node)


def _one_per_group(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`df["m"] = df.groupby("k")["v"].mean()`: one value per group, with the groups as index."""
    target, value = node.targets[0], snippet.flow.value(node.value)
    table = dotted(target.value) if isinstance(target, ast.Subscript) else None
    if table is None or method(value) not in _SUMMARIES:
        return
    grouped = receiver(value)
    while isinstance(grouped, ast.Subscript | ast.Attribute):
        grouped = grouped.value
    if grouped is None or method(grouped) != "groupby":
        return
    of = receiver(grouped)
    indexed = any(method(c) == "set_index" for c in snippet.calls)
    if of is not None and dotted(of) == table and not indexed:
        values = {"call": f"`{ast.unparse(node.value)}`", "how": f'`transform("{method(value)}")`'}
        yield Seen("one-value-per-group", node.lineno, values)


def _row_copies(node: ast.For) -> Iterator[Seen]:
    """`for i, row in df.iterrows(): row["x"] = …`, which the table never sees."""
    if method(node.iter) not in ("iterrows", "itertuples"):
        return
    target = node.target
    row = target.elts[1] if isinstance(target, ast.Tuple) and len(target.elts) == 2 else target
    name, table = dotted(row), dotted(receiver(node.iter) or node.iter)
    stores = []
    for inner in (n for part in node.body for n in walk(part)):
        if isinstance(inner, ast.Assign | ast.AugAssign):
            into = inner.targets[0] if isinstance(inner, ast.Assign) else inner.target
            if isinstance(into, ast.Subscript | ast.Attribute) and dotted(into.value) == name:
                stores.append(inner)
        given = (
            [*inner.args, *(k.value for k in inner.keywords)] if isinstance(inner, ast.Call) else []
        )
        if any(dotted(a) == name for a in given):
            return
        if isinstance(inner, ast.Assign | ast.Yield | ast.Return) and inner.value is not None:
            if dotted(inner.value) == name:
                return
    if stores and name and table:
        yield Seen("row-is-copy", stores[0].lineno, {"table": f"`{table}`", "name": f"`{name}`"})
