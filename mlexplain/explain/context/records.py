"""What keeping data comes to: counts and totals by key, the last batch, values and rows of databases.

Like the other remarks, each asks for all the statements that make it true.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from itertools import pairwise

from mlexplain.explain.context.guards import LOOPS, Said, last_name
from mlexplain.explain.read.walk import walk


def records(body: list[ast.stmt], nodes: list[ast.AST]) -> Iterator[Said]:
    """The remarks on a unit with this body and these nodes."""
    yield from _starting_values(nodes)
    yield from _rests(body, nodes)
    yield from _of_databases(nodes)


def _starting_values(nodes: list[ast.AST]) -> Iterator[Said]:
    """`d = defaultdict(int)`, and `d[k] = d.get(k, 0) + v`."""
    for node in nodes:
        if not isinstance(node, ast.Assign):
            continue
        value, place = node.value, node.targets[0]
        if isinstance(value, ast.Call) and last_name(value.func) == "defaultdict" and value.args:
            made = getattr(value.args[0], "id", "")
            if made in ("int", "float", "list", "set", "dict", "Counter"):
                yield node, f"starts-{made.lower()}", ()
        if isinstance(place, ast.Subscript) and isinstance(value, ast.BinOp):
            got = value.left
            if isinstance(value.op, ast.Add) and isinstance(got, ast.Call) and len(got.args) == 2:
                of = got.func.value if isinstance(got.func, ast.Attribute) else None
                same = of is not None and _text(of) == _text(place.value)
                if (
                    same
                    and last_name(got.func) == "get"
                    and _text(got.args[0]) == _text(place.slice)
                ):
                    counts = getattr(value.right, "value", None) == 1
                    zero = getattr(got.args[1], "value", None) == 0
                    if zero:
                        yield node, "counts" if counts else "totals", (place.value, place.slice)


def _rests(body: list[ast.stmt], nodes: list[ast.AST]) -> Iterator[Said]:
    """`if b: yield b` behind a loop that hands out `b` when it is full and begins it anew."""
    for loop, after in pairwise(body):
        if not isinstance(loop, LOOPS) or not isinstance(after, ast.If):
            continue
        name = getattr(after.test, "id", "")
        inside = list(walk(loop))
        begun = any(
            getattr(place, "id", "") == name and isinstance(value, ast.List) and not value.elts
            for n in inside
            if isinstance(n, ast.Assign)
            for place, value in _set_to(n.targets[0], n.value)
        )
        filled = any(
            isinstance(n, ast.Call)
            and last_name(n.func) == "append"
            and isinstance(n.func, ast.Attribute)
            and getattr(n.func.value, "id", "") == name
            for n in inside
        )
        used = any(getattr(n, "id", "") == name for s in after.body for n in walk(s))
        if name and begun and filled and used:
            yield after, "last-rest", (after.test,)
        elif name and not after.orelse and _appended(after.body, name) & _appended(inside, name):
            yield after, "last-one", (after.test,)


def _appended(nodes: Sequence[ast.AST], name: str) -> set[str]:
    """The lists that a name is appended to."""
    calls = (n for node in nodes for n in walk(node) if isinstance(n, ast.Call))
    return {
        ast.unparse(c.func)
        for c in calls
        if last_name(c.func) == "append" and [getattr(a, "id", "") for a in c.args] == [name]
    }


def _set_to(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """`a` with `[]` and `n` with `0`, of `a, n = [], 0`."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        yield from zip(target.elts, value.elts, strict=False)
    else:
        yield target, value


def _of_databases(nodes: list[ast.AST]) -> Iterator[Said]:
    """Values handed to `execute` apart from its statement; rows that know their columns."""
    texts = {getattr(n.targets[0], "id", ""): n.value for n in nodes if isinstance(n, ast.Assign)}
    for node in nodes:
        if isinstance(node, ast.Assign) and last_name(node.targets[0]) == "row_factory":
            if last_name(node.value) == "Row":
                yield node, "rows-by-name", ()
        given = node.iter if isinstance(node, ast.For) else getattr(node, "value", None)
        if isinstance(node, ast.Assign | ast.Expr | ast.Return | ast.For) and given:
            for call in (n for n in walk(given) if isinstance(n, ast.Call)):
                if last_name(call.func) in ("execute", "executemany") and len(call.args) == 2:
                    statement = texts.get(getattr(call.args[0], "id", ""), call.args[0])
                    told = getattr(statement, "value", None)
                    if isinstance(told, str) and ("?" in told or "%s" in told):
                        yield node, "filled-safely", ()


def _text(node: ast.AST) -> str:
    return ast.unparse(node)
