"""Tables: targets among the features or from the past, and rows chosen in vain."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import (
    keyword,
    method,
    number,
    receiver,
)
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_PLAIN = ("to_numpy", "copy", "astype", "dropna")
_TARGETS = frozenset(["target", "y", "label", "labels", "next"])


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        yield from _given_at_once(call, snippet)
    for node in snippet.nodes:
        if isinstance(node, ast.Assign):
            yield from _target_among_features(node, snippet)
            yield from _from_past(node, snippet)
            yield from _source_among_features(node, snippet)
            yield from _window_with_target(node, snippet)
            yield from _chained(node, snippet)
        elif isinstance(node, ast.BoolOp):
            yield from _of_arrays(node, snippet)


def _column(node: ast.expr, snippet: Snippet) -> tuple[str, str] | None:
    """`df["y"]`, also as an array: the table and the column."""
    for _ in range(4):
        if method(node) in _PLAIN:
            node = receiver(node) or node
        elif isinstance(node, ast.Attribute) and node.attr == "values":
            node = node.value
        else:
            break
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        name = dotted(node.value)
        if name and isinstance(node.slice.value, str):
            return name, node.slice.value
    return None


def _target_among_features(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`y = df["price"]` and `X = df`, or `X` without other columns only."""
    name, target = dotted(node.targets[0]), _column(node.value, snippet)
    if name is None or target is None:
        return
    table, column = target
    yield from _listed_features(node, table, column, snippet)
    for call in snippet.calls:
        fits = method(call) in ("fit", "cross_val_score") or snippet.called(call).endswith(
            ("train_test_split", "cross_val_score")
        )
        given = call.args[-2:] if fits and len(call.args) >= 2 else []
        if len(given) != 2 or dotted(given[1]) != name:
            continue
        bound = snippet.flow.binding(given[1])
        if bound is None or bound.statement is not node:
            continue
        if _holds(given[0], table, column, snippet):
            values = {"column": f'`"{column}"`', "inputs": f"`{ast.unparse(given[0])}`"}
            yield Seen("target-among-features", node.lineno, values)
            return


def _given_at_once(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`fit(df[cols], df["y"])`, with all columns but others in `cols`."""
    fits = method(call) == "fit" or snippet.called(call).endswith("train_test_split")
    target = _column(call.args[1], snippet) if fits and len(call.args) == 2 else None
    if target is None:
        return
    table, column = target
    inputs = call.args[0]
    listed = isinstance(inputs, ast.Subscript) and dotted(inputs.value) == table
    whole = not listed and _holds(inputs, table, column, snippet)
    if whole or (listed and _all_but_others(inputs.slice, table, column, snippet)):  # type: ignore[attr-defined]
        values = {"column": f'`"{column}"`', "inputs": f"`{ast.unparse(inputs)}`"}
        yield Seen("target-among-features", call.lineno, values)


def _holds(node: ast.expr, table: str, column: str, snippet: Snippet) -> bool:
    """Whether all of a table is taken, or all but columns that are named and are others."""
    for _ in range(6):
        if dotted(node) == table:
            changed = any(
                method(c) in ("pop", "drop", "__delitem__") and dotted(receiver(c) or c) == table
                for c in snippet.calls
            )
            deleted = any(isinstance(n, ast.Delete) for n in snippet.nodes)
            return not changed and not deleted and len(_sets(table, snippet)) <= 1
        bound = snippet.flow.binding(node) if dotted(node) else None
        value = bound.value if bound is not None and bound.how == "set" else None
        value = value if value is not None else node
        if method(value) in _PLAIN:
            node = receiver(value) or value
        elif isinstance(value, ast.Attribute) and value.attr == "values":
            node = value.value
        elif method(value) == "drop" and isinstance(value, ast.Call):
            of = dotted(receiver(value) or value)
            named = keyword(value, "columns") or (value.args[0] if value.args else None)
            parts = named.elts if isinstance(named, ast.List | ast.Tuple) else [named]
            known = all(isinstance(p, ast.Constant) and isinstance(p.value, str) for p in parts)
            others = known and all(p.value != column for p in parts)  # type: ignore[union-attr]
            return of == table and others and len(_sets(table, snippet)) <= 1
        elif value is not node and dotted(value):
            node = value
        else:
            return False
    return False


def _listed_features(node: ast.Assign, table: str, column: str, snippet: Snippet) -> Iterator[Seen]:
    """`X = df[cols]`, with all columns but others in `cols`."""
    for call in snippet.calls:
        fits = method(call) == "fit" or snippet.called(call).endswith("train_test_split")
        if not fits or len(call.args) < 2:
            continue
        inputs = snippet.flow.value(call.args[0])
        target = dotted(call.args[1]) == dotted(node.targets[0])
        if target and isinstance(inputs, ast.Subscript) and dotted(inputs.value) == table:
            if _all_but_others(inputs.slice, table, column, snippet):
                values = {"column": f'`"{column}"`', "inputs": f"`{ast.unparse(call.args[0])}`"}
                yield Seen("target-among-features", node.lineno, values)
                return


def _all_but_others(node: ast.expr, table: str, column: str, snippet: Snippet) -> bool:
    """`[c for c in df.columns if c != "id"]`."""
    made = snippet.flow.value(node)
    if not isinstance(made, ast.ListComp) or len(made.generators) != 1:
        return False
    part = made.generators[0]
    if dotted(part.iter) != f"{table}.columns" or ast.dump(made.elt) != ast.dump(
        ast.Name(dotted(part.target) or "", ast.Load())
    ):
        return False
    left_out = [n.value for test in part.ifs for n in walk(test) if isinstance(n, ast.Constant)]
    told = all(isinstance(t, ast.Compare) for t in part.ifs)
    others = all(isinstance(n, str) and n != column for n in left_out)
    plain = not any(
        isinstance(n, ast.Name) and n.id != dotted(part.target) for t in part.ifs for n in walk(t)
    )
    return bool(part.ifs) and told and others and plain


def _sets(name: str, snippet: Snippet) -> list[ast.AST]:
    return [n for n in snippet.nodes if isinstance(n, ast.Assign) and dotted(n.targets[0]) == name]


def _from_past(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`df["target"] = df["close"].shift(1)` is the value before, already known."""
    target, call = node.targets[0], node.value
    named = target.slice if isinstance(target, ast.Subscript) else None
    column = named.value if isinstance(named, ast.Constant) else None
    if not isinstance(column, str) or not set(column.lower().split("_")) & _TARGETS:
        return
    if method(call) != "shift" or not isinstance(call, ast.Call) or call.keywords:
        return
    step = number(call.args[0]) if call.args else 1
    if step is not None and step > 0:
        values = {"column": f'`"{column}"`', "code": f"`shift({step})`"}
        yield Seen("target-from-past", node.lineno, values)


def _chained(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`df[df.a > 0]["b"] = 1` sets the values of a copy."""
    target = node.targets[0]
    if not isinstance(target, ast.Subscript) or not isinstance(target.value, ast.Subscript):
        return
    column = isinstance(target.slice, ast.Constant) and isinstance(target.slice.value, str)
    chosen = target.value
    frame = chosen.value
    if isinstance(frame, ast.Attribute) and frame.attr == "loc":
        frame = frame.value
    asked = snippet.flow.value(chosen.slice)
    tests = [
        n
        for n in walk(asked)
        if isinstance(n, ast.Compare) or method(n) in ("isna", "isnull", "isin")
    ]
    of_frame = any(
        isinstance(n, ast.Attribute | ast.Subscript) and dotted(n.value) == dotted(frame)
        for c in tests
        for n in walk(c)
    )
    if column and of_frame and dotted(frame):
        yield Seen("chained-assignment", node.lineno, {"frame": f"`{dotted(frame)}`"})


def _of_arrays(node: ast.BoolOp, snippet: Snippet) -> Iterator[Seen]:
    """`df[(df.a > 0) and (df.b < 1)]`."""
    up = snippet.flow.parent(node)
    if not isinstance(up, ast.Subscript) or up.slice is not node:
        return
    if not all(isinstance(v, ast.Compare) for v in node.values):
        return
    name = dotted(up.value)
    inside = [n for v in node.values for n in walk(v) if isinstance(n, ast.expr)]
    if name and any(dotted(n) == name for n in inside):
        sign = ("and", "&") if isinstance(node.op, ast.And) else ("or", "|")
        yield Seen("and-of-arrays", node.lineno, {"word": sign[0], "sign": sign[1]})


def _stored(node: ast.Assign) -> tuple[str, str] | None:
    """Table and column of `df["a"] = …`."""
    target = node.targets[0]
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        name = dotted(target.value)
        if name and isinstance(target.slice.value, str):
            return name, target.slice.value
    return None


def _source_among_features(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`df["y"] = df["status"] == "a"`, and `X = df.drop(columns=["y"])`."""
    stored = _stored(node)
    if stored is None or not any(isinstance(n, ast.Compare) for n in walk(node.value)):
        return
    table, target = stored
    sources = {
        c[1]
        for n in walk(node.value)
        if isinstance(n, ast.expr) and (c := _column(n, snippet)) and c[0] == table
    }
    if len(sources) != 1 or target in sources:
        return
    source = sources.pop()
    for other in snippet.calls:
        if method(other) != "drop" or dotted(receiver(other) or other) != table:
            continue
        named = keyword(other, "columns")
        parts = named.elts if isinstance(named, ast.List | ast.Tuple) else [named]
        if not all(isinstance(p, ast.Constant) for p in parts):
            continue
        left_out = {p.value for p in parts}  # type: ignore[union-attr]
        statement = snippet.flow.statement(other)
        inputs = dotted(statement.targets[0]) if isinstance(statement, ast.Assign) else None
        if target in left_out and source not in left_out and inputs and inputs != table:
            values = {"source": f'`"{source}"`', "target": f'`"{target}"`', "inputs": f"`{inputs}`"}
            yield Seen("source-among-features", node.lineno, values)
            return


def _window_with_target(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`df["mean7"] = df["units"].rolling(7).mean()` for a model that predicts `units` of that row."""
    stored = _stored(node)
    rolls = [n for n in walk(node.value) if method(n) in ("rolling", "expanding", "ewm")]
    if stored is None or not rolls or any(method(n) == "shift" for n in walk(node.value)):
        return
    columns = {
        n.slice.value
        for n in snippet.flow.reached(node.value)
        if isinstance(n, ast.Subscript)
        and isinstance(n.slice, ast.Constant)
        and isinstance(n.slice.value, str)
    }
    for fit in snippet.calls:
        if method(fit) != "fit" or len(fit.args) < 2:
            continue
        wanted = _column(snippet.flow.value(fit.args[1]), snippet)
        used = any(
            isinstance(n, ast.Constant) and n.value == stored[1]
            for n in snippet.flow.reached(fit.args[0])
        )
        if wanted is not None and wanted[1] in columns and used:
            values = {"column": f'`"{stored[1]}"`', "target": f'`"{wanted[1]}"`'}
            yield Seen("window-includes-target", node.lineno, values)
            return
