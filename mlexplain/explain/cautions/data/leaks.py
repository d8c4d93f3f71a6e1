"""What the training part learns of the test part: filled gaps, means of the target, days to come."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, receiver, words
from mlexplain.explain.facts.scope import dotted

_LEARNS = ("mean", "median", "mode", "std", "max", "min", "quantile")
_TIMES = frozenset(["date", "dates", "datetime", "time", "timestamp", "day", "month", "week"])


def look(snippet: Snippet) -> Iterator[Seen]:
    splits = [c for c in snippet.calls if snippet.called(c).endswith("train_test_split")]
    for split in splits:
        yield from _in_time(split, snippet)
        for node in snippet.nodes:
            if isinstance(node, ast.Assign) and node.lineno < split.lineno:
                if _runs_before(node, split, snippet):
                    yield from _filled(node, split, snippet)
                    yield from _target_means(node, split, snippet)


def _runs_before(node: ast.Assign, split: ast.Call, snippet: Snippet) -> bool:
    """Whether a step stands beside the split, or in a function that is called before it."""
    function = snippet.flow.function(node)
    if function is snippet.flow.function(split):
        return True
    calls = snippet.flow.calls_of(function) if function is not None else []
    return len(calls) == 1 and calls[0].lineno < split.lineno


def _frame(split: ast.Call, snippet: Snippet) -> set[str]:
    """The tables that a split takes its rows from."""
    return {
        dotted(n) or ""
        for a in split.args
        for n in snippet.flow.reached(a)
        if isinstance(n, ast.Name)
    }


def _filled(node: ast.Assign, split: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`df["x"] = df["x"].fillna(df["x"].mean())` over all rows."""
    value, target = node.value, node.targets[0]
    base = target.value if isinstance(target, ast.Subscript) else target
    if method(value) != "fillna" or not value.args:  # type: ignore[attr-defined]
        return
    learns = any(
        isinstance(n, ast.Call) and method(n) in _LEARNS
        for n in snippet.flow.reached(value.args[0])  # type: ignore[attr-defined]
    )
    if learns and dotted(base) in _frame(split, snippet):
        yield Seen("filled-before-split", node.lineno)


def _target_means(node: ast.Assign, split: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`df.groupby("city")["price"].transform("mean")`, where the price is to be predicted."""
    target = _column(split.args[1], snippet) if len(split.args) > 1 else _told_target(snippet)
    if target is None:
        return
    for inner in snippet.flow.reached(node.value):
        if isinstance(inner, ast.Attribute) and inner.attr == target:
            up = snippet.flow.parent(inner)
            used = isinstance(up, ast.Attribute) and up.attr in ("transform", "mean", "agg")
            if method(inner.value) == "groupby" and used and _is_input(node, split, snippet):
                yield Seen("target-means-before-split", node.lineno, {"target": f'`"{target}"`'})
                return
        part = inner.value if isinstance(inner, ast.Subscript) else None
        grouped = method(part) == "groupby" if part is not None else False
        if grouped and isinstance(inner, ast.Subscript) and isinstance(inner.slice, ast.Constant):
            up = snippet.flow.parent(inner)
            used = isinstance(up, ast.Attribute) and up.attr in ("transform", "mean", "agg")
            if inner.slice.value == target and used and _is_input(node, split, snippet):
                yield Seen("target-means-before-split", node.lineno, {"target": f'`"{target}"`'})
                return


def _is_input(node: ast.Assign, split: ast.Call, snippet: Snippet) -> bool:
    """Whether a new column is among the inputs, where these are listed."""
    made = node.targets[0]
    name = made.slice if isinstance(made, ast.Subscript) else None
    listed = [n for n in snippet.flow.reached(split.args[0]) if isinstance(n, ast.List)]
    if not listed or not isinstance(name, ast.Constant):
        return True
    return any(isinstance(e, ast.Constant) and e.value == name.value for e in listed[0].elts)


def _column(node: ast.expr, snippet: Snippet) -> str | None:
    value = snippet.flow.value(node)
    if isinstance(value, ast.Attribute) and value.attr == "values":
        value = snippet.flow.value(value.value)
    if isinstance(value, ast.Attribute) and isinstance(value.value, ast.Name):
        return value.attr
    if isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Constant):
        return value.slice.value if isinstance(value.slice.value, str) else None
    return None


def _in_time(split: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """Rows put in order of time, and dealt out to both parts at random."""
    if keyword(split, "shuffle") is not None or any(k.arg is None for k in split.keywords):
        return
    frames = _frame(split, snippet)
    for call in snippet.calls:
        if call.lineno > split.lineno:
            continue
        if method(call) == "sort_index" and dotted(receiver(call) or call) in frames:
            column = _index_of_times(dotted(receiver(call) or call) or "", snippet)
            if column:
                yield Seen("time-split-at-random", split.lineno, {"column": f"`{column}`"})
                return
        if method(call) not in ("sort_values", "set_index"):
            continue
        by = call.args[0] if call.args else keyword(call, "by") or keyword(call, "keys")
        told = by.value if isinstance(by, ast.Constant) else ""
        statement = snippet.flow.statement(call)
        name = dotted(statement.targets[0]) if isinstance(statement, ast.Assign) else None
        of = receiver(call)
        within = {name, dotted(of) if of is not None else None} & frames
        if isinstance(told, str) and set(words(told)) & _TIMES and within:
            yield Seen("time-split-at-random", split.lineno, {"column": f'`"{told}"`'})
            return


def _index_of_times(name: str, snippet: Snippet) -> str:
    """`df.index = pd.to_datetime(…)`, or `set_index("date")`."""
    for node in snippet.nodes:
        if isinstance(node, ast.Assign) and dotted(node.targets[0]) == f"{name}.index":
            if snippet.called(node.value).endswith(("to_datetime", "DatetimeIndex")):
                return f"{name}.index"
    return ""


def _told_target(snippet: Snippet) -> str | None:
    """The column that is called what targets are called, where the whole table is split."""
    columns = {
        n.slice.value
        for n in snippet.nodes
        if isinstance(n, ast.Subscript) and isinstance(n.slice, ast.Constant)
    }
    known: str | None = next((c for c in ("target", "y", "label") if c in columns), None)
    if known is None:
        fits = [c for c in snippet.calls if method(c) == "fit" and len(c.args) > 1]
        known = next((name for c in fits if (name := _column(c.args[1], snippet))), None)
    return known
