"""Dictionaries: looked up under one key, stored under another."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import same
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.If):
            yield from _stored_elsewhere(node, snippet)
            yield from _remembered_elsewhere(node, snippet)


def _remembered_elsewhere(node: ast.If, snippet: Snippet) -> Iterator[Seen]:
    """`if n in memo: return memo[n]`, and the result is kept under `n - 1` only."""
    test, first = node.test, node.body[0]
    function = snippet.flow.function(node)
    if not (isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.In)) or function is None:
        return
    table = dotted(test.comparators[0])
    given = first.value if isinstance(first, ast.Return) else None
    found = isinstance(given, ast.Subscript) and dotted(given.value) == table
    if table is None or not found or not same(given.slice, test.left):  # type: ignore[union-attr]
        return
    stores = [
        n
        for n in walk(function)
        if isinstance(n, ast.Subscript)
        and isinstance(n.ctx, ast.Store)
        and dotted(n.value) == table
    ]
    other = bool(stores) and not any(same(s.slice, test.left) for s in stores)
    if other and all(_related(test.left, s.slice) for s in stores):
        values = {
            "asked": f"`{ast.unparse(test.left)}`",
            "stored": f"`{ast.unparse(stores[0].slice)}`",
        }
        yield Seen("stored-under-other-key", stores[0].lineno, values)


def _stored_elsewhere(node: ast.If, snippet: Snippet) -> Iterator[Seen]:
    """`if k in d: d[k] += 1`, else `d[other] = 1`."""
    test = node.test
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1):
        return
    table = dotted(test.comparators[0])
    if table is None or not isinstance(test.ops[0], ast.In | ast.NotIn):
        return
    inside = isinstance(test.ops[0], ast.In)
    missing = node.orelse if inside else node.body
    first = missing[0] if len(missing) == 1 else None
    if not isinstance(first, ast.Assign) or not isinstance(first.targets[0], ast.Subscript):
        return
    target = first.targets[0]
    if dotted(target.value) != table or same(target.slice, test.left):
        return
    if not _related(test.left, target.slice) or _begins(first.value) is False:
        return
    present = node.body if inside else node.orelse or _rest(node, snippet)
    used = [
        n
        for part in present
        for n in walk(part)
        if isinstance(n, ast.Subscript) and dotted(n.value) == table
    ]
    if used and all(same(u.slice, test.left) for u in used[:1]):
        values = {
            "asked": f"`{ast.unparse(test.left)}`",
            "stored": f"`{ast.unparse(target.slice)}`",
        }
        yield Seen("stored-under-other-key", first.lineno, values)


def _related(one: ast.expr, other: ast.expr) -> bool:
    """Both keys are made of one name, such as `w` and `w.lower()`."""
    names = [{n.id for n in walk(k) if isinstance(n, ast.Name)} for k in (one, other)]
    return bool(names[0] & names[1])


def _begins(value: ast.expr) -> bool:
    """Whether a value starts a count or a collection."""
    empty = isinstance(value, ast.Call) and dotted(value.func) in ("list", "dict", "set")
    return empty or isinstance(value, ast.Constant | ast.List | ast.Dict | ast.Set)


def _rest(node: ast.If, snippet: Snippet) -> list[ast.stmt]:
    block = snippet.flow.block(node)
    body = getattr(block[0], block[1], []) if block else []
    return list(body[body.index(node) + 1 :][:1]) if node in body else []
