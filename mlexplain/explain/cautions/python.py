"""Traps of the language itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.seen import Seen, Snippet, method, receiver
from mlexplain.explain.scope import dotted

_CHANGES = frozenset(
    ["remove", "pop", "insert", "append", "clear", "extend", "add", "update", "setdefault"]
)


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _defaults(node)
            yield from _mean_of_nothing(node)
        elif isinstance(node, ast.For):
            yield from _changed(node)
            yield from _one_past_the_end(node)
        elif isinstance(node, ast.Compare):
            yield from _identity(node)
        elif isinstance(node, ast.ExceptHandler):
            if _is_any(node.type) and len(node.body) == 1 and isinstance(node.body[0], ast.Pass):
                yield Seen("error-swallowed", node.lineno)
        elif isinstance(node, ast.Assign):
            yield from _same_rows(node, snippet)


def _defaults(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Seen]:
    positional = [*node.args.posonlyargs, *node.args.args]
    pairs = [
        *zip(
            positional[len(positional) - len(node.args.defaults) :], node.args.defaults, strict=True
        ),
        *zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True),
    ]
    for argument, default in pairs:
        if isinstance(default, ast.List | ast.Dict | ast.Set) and _is_changed(node, argument.arg):
            yield Seen("mutable-default", default.lineno, {"name": argument.arg})


def _is_changed(node: ast.AST, name: str) -> bool:
    for inner in ast.walk(node):
        of = receiver(inner)
        if of is not None and dotted(of) == name and method(inner) in _CHANGES:
            return True
        stored = isinstance(inner, ast.Subscript) and isinstance(inner.ctx, ast.Store)
        if stored and dotted(inner.value) == name:  # type: ignore[attr-defined]
            return True
    return False


def _mean_of_nothing(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Seen]:
    """`return sum(xs) / len(xs)` of an argument that nothing guards."""
    arguments = {a.arg for a in node.args.args}
    guarded = any(isinstance(n, ast.If | ast.IfExp | ast.Assert | ast.Try) for n in ast.walk(node))
    for inner in ast.walk(node):
        if not (isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Div)) or guarded:
            continue
        below = inner.right
        if isinstance(below, ast.Call) and dotted(below.func) == "len" and below.args:
            name = dotted(below.args[0])
            above = inner.left
            summed = isinstance(above, ast.Call) and dotted(above.func) == "sum"
            if name in arguments and summed:
                yield Seen("empty-division", inner.lineno, {"name": f"`{name}`"})


def _changed(node: ast.For) -> Iterator[Seen]:
    name = dotted(node.iter)
    if name is None or any(isinstance(n, ast.Break | ast.Return) for n in ast.walk(node)):
        return
    for inner in ast.walk(node):
        of = receiver(inner)
        if of is not None and dotted(of) == name and method(inner) in ("remove", "pop", "insert"):
            yield Seen("changed-while-looping", inner.lineno, {"name": f"`{name}`"})  # type: ignore[attr-defined]
            return


def _one_past_the_end(node: ast.For) -> Iterator[Seen]:
    """`xs[i + 1]` in `for i in range(len(xs))`."""
    loop = node.iter
    if not (isinstance(loop, ast.Call) and dotted(loop.func) == "range" and len(loop.args) == 1):
        return
    length = loop.args[0]
    if not (isinstance(length, ast.Call) and dotted(length.func) == "len" and length.args):
        return
    name, index = dotted(length.args[0]), dotted(node.target)
    if name is None or any(
        isinstance(n, ast.If | ast.IfExp | ast.BoolOp | ast.Break) for n in ast.walk(node)
    ):
        return
    for inner in ast.walk(node):
        if isinstance(inner, ast.Subscript) and dotted(inner.value) == name:
            at = inner.slice
            further = (
                isinstance(at, ast.BinOp)
                and isinstance(at.op, ast.Add)
                and dotted(at.left) == index
                and isinstance(at.right, ast.Constant)
                and isinstance(at.right.value, int)
                and at.right.value >= 1
            )
            if further:
                values = {"index": f"`{ast.unparse(at)}`", "name": f"`{name}`"}
                yield Seen("off-by-one", inner.lineno, values)
                return


def _identity(node: ast.Compare) -> Iterator[Seen]:
    for op, right in zip(node.ops, node.comparators, strict=True):
        if not isinstance(op, ast.Is | ast.IsNot) or not isinstance(right, ast.Constant):
            continue
        if isinstance(right.value, str | int | float) and not isinstance(right.value, bool):
            yield Seen("identity-comparison", node.lineno)


def _is_any(kind: ast.expr | None) -> bool:
    return kind is None or dotted(kind) in ("Exception", "BaseException")


def _same_rows(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    value, name = node.value, dotted(node.targets[0])
    if (
        name
        and isinstance(value, ast.BinOp)
        and isinstance(value.op, ast.Mult)
        and isinstance(value.left, ast.List)
        and len(value.left.elts) == 1
    ):
        inner = value.left.elts[0]
        nested = isinstance(inner, ast.List | ast.ListComp | ast.Dict) or (
            isinstance(inner, ast.BinOp) and isinstance(inner.left, ast.List)
        )
        if nested and any(_changes_a_row(n, name) for n in snippet.nodes):
            yield Seen("list-multiplied", node.lineno, {"name": f"`{name}`"})


def _changes_a_row(node: ast.AST, name: str) -> bool:
    """`name[i][j] = …` or `name[i].append(…)`."""
    row: ast.AST | None = None
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
        row = node.value
    elif method(node) in _CHANGES:
        row = receiver(node)
    return isinstance(row, ast.Subscript) and dotted(row.value) == name
