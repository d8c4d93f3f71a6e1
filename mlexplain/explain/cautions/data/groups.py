"""Tables of several series: shifts and windows that run across their borders."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, receiver, words
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_ALONG = ("shift", "diff", "pct_change", "rolling", "cumsum")
_TIMES = frozenset(
    ["date", "datetime", "time", "timestamp", "day", "month", "week", "year", "step"]
)


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        if method(call) != "sort_values":
            continue
        by = call.args[0] if call.args else keyword(call, "by")
        columns = (
            [e.value for e in by.elts if isinstance(e, ast.Constant)]
            if isinstance(by, ast.List)
            else []
        )
        if len(columns) < 2 or not set(words(str(columns[-1]))) & _TIMES:
            continue
        if set(words(str(columns[0]))) & _TIMES:
            continue
        statement = snippet.flow.statement(call)
        frame = dotted(statement.targets[0]) if isinstance(statement, ast.Assign) else None
        yield from _across(frame or dotted(receiver(call) or call), str(columns[0]), call, snippet)


def _across(frame: str | None, group: str, order: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`df["lag"] = df["x"].shift(1)` after sorting by shop and date."""
    for node in snippet.nodes:
        if not isinstance(node, ast.Assign) or node.lineno < order.lineno:
            continue
        for inner in walk(node.value):
            of = receiver(inner)
            column = isinstance(of, ast.Subscript) and dotted(of.value) == frame
            if method(inner) in _ALONG and column and isinstance(of.slice, ast.Constant):  # type: ignore[union-attr]
                values = {
                    "call": f"`{ast.unparse(inner)}`",
                    "group": f'`"{group}"`',
                }
                yield Seen("shift-across-groups", node.lineno, values)
                return
