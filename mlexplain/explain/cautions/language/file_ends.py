"""Files that are read again when they are at their end."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_WHOLE = ("read", "readlines")
_READERS = ("list", "sum", "json.load", "csv.reader", "csv.DictReader", "pandas.read_csv", "set")


def look(snippet: Snippet) -> Iterator[Seen]:
    """`n = len(f.read())` and then `for line in f:` under one `with open(…) as f`."""
    for node in snippet.nodes:
        if not isinstance(node, ast.With):
            continue
        for item in node.items:
            opened = item.context_expr
            name = item.optional_vars
            if not isinstance(opened, ast.Call) or dotted(opened.func) not in ("open", "io.open"):
                continue
            if isinstance(name, ast.Name) and not any(method(n) == "seek" for n in walk(node)):
                yield from _read_again(node, name.id, snippet)


def _read_again(node: ast.With, name: str, snippet: Snippet) -> Iterator[Seen]:
    done = False
    for step in node.body:
        reads = [n for n in walk(step) if _reads_all(n, name, snippet)]
        if reads and done:
            values = {"name": f"`{name}`"}
            yield Seen("file-read-again", reads[0].lineno, values)  # type: ignore[attr-defined]
            return
        plain = isinstance(step, ast.Assign | ast.Expr | ast.AugAssign | ast.For)
        done = done or (bool(reads) and plain and not _leaves(step))


def _leaves(step: ast.stmt) -> bool:
    return any(isinstance(n, ast.Break | ast.Return) for n in walk(step))


def _reads_all(node: ast.AST, name: str, snippet: Snippet) -> bool:
    if isinstance(node, ast.For):
        return dotted(node.iter) == name
    if not isinstance(node, ast.Call):
        return False
    if method(node) in _WHOLE and not node.args:
        return dotted(receiver(node) or node) == name
    called = snippet.called(node) or dotted(node.func)
    return called in _READERS and bool(node.args) and dotted(node.args[0]) == name
