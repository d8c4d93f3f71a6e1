"""Values of another kind than what they are given to wants: numbers gone through, files for texts."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.bindings import Function
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_ITERATORS = ("zip", "map", "filter", "reversed", "enumerate")
_IN_PLACE = ("sort", "reverse", "append", "extend", "insert")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.For | ast.comprehension):
            yield from _number(node.iter, snippet)
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            yield from _iterator(node, snippet)
        elif isinstance(node, ast.Call):
            yield from _file(node, snippet)
            yield from _nothing_used(node, snippet)
        elif isinstance(node, ast.ClassDef):
            yield from _without_self(node)


def _number(over: ast.expr, snippet: Snippet) -> Iterator[Seen]:
    """`for i in len(xs):`."""
    counted = isinstance(over, ast.Call) and dotted(over.func) == "len"
    value = snippet.flow.value(over)
    whole = isinstance(value, ast.Constant) and type(value.value) is int
    if (counted or whole) and "len" not in snippet.scope.bound:
        code = ast.unparse(over)
        values = {"code": f"`{code}`", "right": f"`range({code})`"}
        yield Seen("number-gone-through", over.lineno, values)


def _iterator(node: ast.Subscript, snippet: Snippet) -> Iterator[Seen]:
    """`zip(*rows)[0]` and `d.keys()[0]`."""
    made = snippet.flow.value(node.value)
    if not isinstance(made, ast.Call):
        return
    name = dotted(made.func)
    known = name in _ITERATORS and name not in snippet.scope.bound and bool(made.args)
    views = method(made) in ("keys", "values", "items") and not made.args and not made.keywords
    if known or (views and made is node.value and dotted(receiver(made) or made) is not None):
        code = f"`{ast.unparse(node.value)}`"
        yield Seen("iterator-indexed", node.lineno, {"code": code})


def _file(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`json.loads(f)` of an open file, and `json.load("a.json")` of a path."""
    called = snippet.called(node)
    module, _, last = called.rpartition(".")
    if module not in ("json", "pickle", "yaml") or not node.args:
        return
    place = 1 if last == "dump" else 0
    given = node.args[place] if place < len(node.args) else None
    bound = snippet.flow.binding(given) if isinstance(given, ast.Name) else None
    opened = (
        bound is not None and bound.how == "made" and "open(" in ast.unparse(bound.value or node)
    )
    path = isinstance(given, ast.Constant) and isinstance(given.value, str)
    if last == "loads" and opened:
        wanted, other = "a text", "an open file"
    elif last in ("load", "dump") and path and module != "yaml":
        wanted, other = "an open file", "a path"
    else:
        return
    values = {"call": ast.unparse(node.func), "wanted": wanted, "given": other}
    yield Seen("file-or-text", node.lineno, values)


def _nothing_used(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`return xs.sort()` and `for x in xs.reverse()`."""
    of, up = receiver(node), snippet.flow.parent(node)
    if method(node) not in _IN_PLACE or of is None:
        return
    if not isinstance(up, ast.Return | ast.For | ast.Call | ast.Subscript):
        return
    if isinstance(up, ast.For) and up.iter is not node:
        return
    made = snippet.flow.value(of)
    built = isinstance(made, ast.List | ast.ListComp) or (
        isinstance(made, ast.Call) and dotted(made.func) in ("list", "sorted")
    )
    only_goes = isinstance(up, ast.Return) and method(node) != "sort"  # add it, and go
    if built and not only_goes:
        yield Seen("none-used", node.lineno, {"code": f"`{ast.unparse(node.func)}`"})


def _without_self(node: ast.ClassDef) -> Iterator[Seen]:
    """`def forward(x):` that reads `self.fc`."""
    for item in node.body:
        if not isinstance(item, Function) or item.decorator_list:
            continue
        given = {a.arg for a in walk(item) if isinstance(a, ast.arg)}
        stored = {
            n.id for n in walk(item) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
        }
        reads = any(
            isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == "self"
            for n in walk(item)
        )
        if reads and "self" not in given | stored:
            yield Seen("self-missing", item.lineno, {"name": f"`{item.name}`"})
