"""Slips of the language's library: called too soon, written nowhere, shared where a copy was meant."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.linear import constant, length_of, linear, plus
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, number, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_SPECIAL = ("init", "call", "len", "getitem", "repr", "str", "iter", "next", "enter", "exit", "eq")
_SQL = re.compile(r"\b(?:select .* from|insert into|update .* set|delete from)\b", re.I | re.S)


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Call):
            yield from _called_at_once(node, snippet)
            yield from _sql(node, snippet)
        elif isinstance(node, ast.Expr):
            yield from _written_nowhere(node, snippet)
        elif isinstance(node, ast.ClassDef):
            yield from _one_underscore(node)
        elif isinstance(node, ast.For):
            yield from _same_counter(node)
            yield from _mirrored(node, snippet)
            yield from _fields_added(node, snippet)
        elif isinstance(node, ast.Assign):
            yield from _rows_shared(node, snippet)


def _called_at_once(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`Thread(target=work(x))` runs the work here and gives the thread its result."""
    name = (dotted(node.func) or "").split(".")[-1]
    target = keyword(node, "target")
    if name not in ("Thread", "Process") or not isinstance(target, ast.Call):
        return
    function = dotted(target.func) or ""
    if function.split(".")[-1] in ("partial", "lambda", "make", "getattr", "wraps", "wrap"):
        return
    own = snippet.flow.functions.get(function)
    gives = own is not None and any(
        isinstance(snippet.flow.value(v), ast.Lambda | ast.Name) for v in snippet.flow.returns(own)
    )
    if not gives:
        yield Seen("target-called", target.lineno, {"call": f"`{ast.unparse(target)}`"})


def _sql(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """Values that are written into the text of a query."""
    if method(node) not in ("execute", "executescript", "read_sql", "read_sql_query"):
        return
    given = snippet.flow.value(node.args[0]) if node.args else None
    texts: list[ast.AST] = []
    if isinstance(given, ast.JoinedStr):
        filled = any(isinstance(v, ast.FormattedValue) for v in given.values)
        texts = [v for v in given.values if isinstance(v, ast.Constant)] if filled else []
    elif isinstance(given, ast.BinOp) and isinstance(given.op, ast.Mod | ast.Add):
        texts = [n for n in walk(given) if isinstance(n, ast.Constant)]
        texts = texts if any(isinstance(n, ast.Name) for n in walk(given)) else []
    elif method(given or node) == "format" and isinstance(receiver(given or node), ast.Constant):
        texts = [receiver(given or node) or node]
    written = " ".join(str(t.value) for t in texts if isinstance(t, ast.Constant))
    if _SQL.search(written) and re.search(r"[=(,]\s*'?\s*'?|where|values", written, re.I):
        if "'" in written or "where" in written.lower() or "values" in written.lower():
            yield Seen("query-from-text", node.lineno)


def _written_nowhere(node: ast.Expr, snippet: Snippet) -> Iterator[Seen]:
    """`json.dumps(x, f)` gives a text and writes nothing."""
    call = node.value
    if isinstance(call, ast.Call) and snippet.called(call) in ("json.dumps", "pickle.dumps"):
        if len(call.args) == 2:
            right = f"`{ast.unparse(call.func)[:-1]}`"
            values = {"call": f"`{ast.unparse(call.func)}`", "right": right}
            yield Seen("written-nowhere", node.lineno, values)


def _one_underscore(node: ast.ClassDef) -> Iterator[Seen]:
    """`def _init_(self)`, which nothing calls."""
    for item in node.body:
        if isinstance(item, ast.FunctionDef):
            bare = item.name.strip("_")
            if bare in _SPECIAL and item.name != f"__{bare}__" and item.name.startswith("_"):
                if item.name.endswith("_"):
                    values = {"name": f"`{item.name}`", "right": f"`__{bare}__`"}
                    yield Seen("special-name-misspelt", item.lineno, values)


def _same_counter(node: ast.For) -> Iterator[Seen]:
    """`for i in …: for i in …`, and the outer loop's count is lost."""
    if not isinstance(node.target, ast.Name):
        return
    for step in node.body:
        for inner in walk(step):
            if isinstance(inner, ast.For) and dotted(inner.target) == node.target.id:
                if node.target.id != "_":
                    yield Seen("counter-overwritten", inner.lineno, {"name": f"`{node.target.id}`"})
                    return


def _mirrored(node: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """`s[len(s) - i]` with `i` from zero on: the first one is past the end."""
    over, index = node.iter, dotted(node.target)
    if not isinstance(over, ast.Call) or dotted(over.func) != "range" or index is None:
        return
    if len(over.args) > 1 and number(over.args[0]) != 0:
        return
    for inner in walk(node):
        if not isinstance(inner, ast.Subscript) or isinstance(inner.slice, ast.Slice):
            continue
        name, at = dotted(inner.value), linear(inner.slice, snippet.flow)
        if name is None or at is None or at.get(index) != -1 or at.get(f"len {name}") != 1:
            continue
        past = constant(plus(plus(at, {index: 1}), {f"len {name}": 1}, -1))
        if past is not None and past >= 0:
            values = {"index": f"`{ast.unparse(inner.slice)}`", "name": f"`{name}`"}
            yield Seen("off-by-one", inner.lineno, values)
            return


def _fields_added(node: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """`total += row[2]` of rows that `csv.reader` gives: texts."""
    made = snippet.flow.value(node.iter)
    row = dotted(node.target)
    if not snippet.called(made).endswith(("csv.reader", "csv.DictReader")) or row is None:
        return
    for inner in walk(node):
        if isinstance(inner, ast.AugAssign) and isinstance(inner.op, ast.Add):
            field = isinstance(inner.value, ast.Subscript) and dotted(inner.value.value) == row
            held = inner.target.value if isinstance(inner.target, ast.Subscript) else inner.target
            start = snippet.flow.bindings(dotted(held) or "", node)
            zero = any(
                _begins_as_number(b.value, held is inner.target) for b in start if b.how == "set"
            )
            if field and zero:
                yield Seen(
                    "fields-are-texts", inner.lineno, {"code": f"`{ast.unparse(inner.value)}`"}
                )
                return


def _begins_as_number(value: ast.expr | None, alone: bool) -> bool:
    """`0`, and for entries `defaultdict(float)`, `Counter()` and `[0] * n`."""
    if alone:
        return isinstance(value, ast.Constant) and type(value.value) in (int, float)
    if isinstance(value, ast.BinOp) and isinstance(value.left, ast.List) and value.left.elts:
        return _begins_as_number(value.left.elts[0], True)
    if isinstance(value, ast.Call):
        last = (dotted(value.func) or "").split(".")[-1]
        kinds = [dotted(a) for a in value.args]
        return last == "Counter" or (last == "defaultdict" and kinds in (["int"], ["float"]))
    return False


def _rows_shared(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`out = grid[:]`, and then `out[i][j] = …`, while `grid` is read on."""
    name, value = dotted(node.targets[0]), node.value
    source: str | None = None
    if isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Slice):
        whole = not (value.slice.lower or value.slice.upper or value.slice.step)
        source = dotted(value.value) if whole else None
    elif isinstance(value, ast.Call) and dotted(value.func) == "list" and len(value.args) == 1:
        source = dotted(value.args[0])
    elif method(value) == "copy" and not value.args:  # type: ignore[attr-defined]
        source = dotted(receiver(value) or value)
    if name is None or source is None or name == source:
        return
    made = snippet.flow.value(value.value) if isinstance(value, ast.Subscript) else None
    if made is not None and snippet.called(made).startswith(("numpy.", "torch.")):
        return
    around = snippet.flow.function(node) or snippet.tree
    changed = any(
        isinstance(n, ast.Subscript)
        and isinstance(n.ctx, ast.Store)
        and isinstance(n.value, ast.Subscript)
        and dotted(n.value.value) == name
        and not isinstance(n.slice, ast.Constant)
        for n in walk(around)
    )
    read = any(
        isinstance(n, ast.Subscript)
        and isinstance(n.value, ast.Subscript)
        and dotted(n.value.value) == source
        and isinstance(n.ctx, ast.Load)
        and n.lineno > node.lineno
        for n in walk(around)
    )
    listed = method(value) != "copy" or isinstance(
        snippet.flow.value(receiver(value) or value), ast.List | ast.ListComp
    )
    measured = any(length_of(n) == source for n in walk(around) if isinstance(n, ast.Call))
    if changed and read and listed and (measured or isinstance(value, ast.Call)):
        values = {"name": f"`{name}`", "source": f"`{source}`"}
        yield Seen("rows-shared", node.lineno, values)
