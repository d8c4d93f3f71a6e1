"""Totals and lists that a loop makes, as the expressions that would make them.

`s = 0`, `for x in v: s += f(x)` is `sum(f(x) for x in v)`, and `o.append(f(x))` builds `[f(x) for x in v]`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from mlexplain.explain.read.walk import walk


def start_of(node: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    """Names that a statement sets to zero or to an empty list, with that value."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target, value = node.targets[0], node.value
        both = isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
        pairs = zip(target.elts, value.elts, strict=False) if both else [(target, value)]  # type: ignore[attr-defined]
        for place, start in pairs:
            zero = isinstance(start, ast.Constant) and start.value == 0
            empty = isinstance(start, ast.List) and not start.elts
            if isinstance(place, ast.Name) and (zero or empty):
                yield place.id, start


def totals(loop: ast.For, starts: Mapping[str, ast.expr]) -> Iterator[tuple[str, ast.expr]]:
    """The names that a loop adds up or fills, with what they hold behind it."""
    if loop.orelse or any(
        isinstance(n, ast.Break | ast.Continue | ast.Return | ast.Yield) for n in walk(loop)
    ):
        return
    for name, start in starts.items():
        found = _collected([loop], name, [])
        if found is None:
            continue
        kind, entry, loops = found
        if kind == "sum" and isinstance(start, ast.Constant):
            made = ast.Call(ast.Name("sum", ast.Load()), [ast.GeneratorExp(entry, loops)], [])
        elif kind == "list" and isinstance(start, ast.List):
            made = ast.ListComp(entry, loops)  # type: ignore[assignment]
        else:
            continue
        yield name, ast.fix_missing_locations(ast.copy_location(made, loop))


def _collected(
    body: list[ast.stmt], name: str, loops: list[ast.comprehension]
) -> tuple[str, ast.expr, list[ast.comprehension]] | None:
    touching = [n for n in body if name in _names(n)]
    if len(touching) != 1:
        return None
    node = touching[0]
    if isinstance(node, ast.For) and not node.orelse and name not in _names(node.iter):
        inner = ast.comprehension(node.target, node.iter, [], 0)
        return _collected(node.body, name, [*loops, inner])
    if isinstance(node, ast.If) and loops and not node.orelse and name not in _names(node.test):
        last = loops[-1]
        guarded = ast.comprehension(last.target, last.iter, [*last.ifs, node.test], 0)
        return _collected(node.body, name, [*loops[:-1], guarded])
    added = _added(node, name)
    return (*added, loops) if added and loops and name not in _names(added[1]) else None


def _added(node: ast.stmt, name: str) -> tuple[str, ast.expr] | None:
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
        return ("sum", node.value) if getattr(node.target, "id", "") == name else None
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        call = node.value
        if isinstance(call.func, ast.Attribute) and call.func.attr == "append":
            if getattr(call.func.value, "id", "") == name and len(call.args) == 1:
                return "list", call.args[0]
    return None


def _names(node: ast.AST) -> set[str]:
    return {n.id for n in walk(node) if isinstance(n, ast.Name)}
