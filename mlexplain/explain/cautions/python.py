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
            yield from _defaults(node, snippet)
            yield from _mean_of_nothing(node)
        elif isinstance(node, ast.Compare):
            yield from _identity(node)
        elif isinstance(node, ast.ExceptHandler):
            yield from _swallowed(node, snippet)
        elif isinstance(node, ast.Assign):
            yield from _same_rows(node, snippet)


def _defaults(node: ast.FunctionDef | ast.AsyncFunctionDef, snippet: Snippet) -> Iterator[Seen]:
    positional = [*node.args.posonlyargs, *node.args.args]
    pairs = [
        *zip(
            positional[len(positional) - len(node.args.defaults) :], node.args.defaults, strict=True
        ),
        *zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True),
    ]
    for argument, default in pairs:
        empty = isinstance(default, ast.Call) and dotted(default.func) in ("list", "dict", "set")
        literal = isinstance(default, ast.List | ast.Dict | ast.Set)
        if not (literal or empty):
            continue
        if _is_changed(node, argument.arg) or _kept_and_changed(node, argument.arg, snippet):
            yield Seen("mutable-default", default.lineno, {"name": argument.arg})  # type: ignore[union-attr]


def _kept_and_changed(node: ast.AST, name: str, snippet: Snippet) -> bool:
    """`self.xs = xs`, and elsewhere `self.xs.append(…)`."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Assign) and dotted(inner.value) == name:
            kept = dotted(inner.targets[0])
            if kept and "." in kept and _is_changed(snippet.tree, kept):
                return True
    return False


def _is_changed(node: ast.AST, name: str) -> bool:
    for inner in ast.walk(node):
        of = receiver(inner)
        if of is not None and dotted(of) == name and method(inner) in _CHANGES:
            return True
        stored = isinstance(inner, ast.Subscript) and isinstance(inner.ctx, ast.Store)
        if stored and dotted(inner.value) == name:  # type: ignore[attr-defined]
            return True
        if isinstance(inner, ast.AugAssign) and dotted(inner.target) == name:
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


def _identity(node: ast.Compare) -> Iterator[Seen]:
    sides = [node.left, *node.comparators]
    for op, *pair in zip(node.ops, sides, sides[1:], strict=False):
        if isinstance(op, ast.Is | ast.IsNot) and any(_is_value(side) for side in pair):
            yield Seen("identity-comparison", node.lineno)
        elif isinstance(op, ast.Eq | ast.NotEq) and any(_is_nan(side) for side in pair):
            always = "True" if isinstance(op, ast.NotEq) else "False"
            yield Seen("nan-comparison", node.lineno, {"always": always})


def _is_value(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str | int | float) and not isinstance(node.value, bool)
    return isinstance(node, ast.List | ast.Dict | ast.Set) or (
        isinstance(node, ast.Tuple) and not node.elts
    )


def _is_nan(node: ast.expr) -> bool:
    return ast.unparse(node) in ("float('nan')", "np.nan", "math.nan", "numpy.nan", "torch.nan")


def _swallowed(node: ast.ExceptHandler, snippet: Snippet) -> Iterator[Seen]:
    """Nothing is done with the error; a comment says that this is meant."""
    first, last = node.lineno, node.body[-1].end_lineno or node.lineno
    if len(node.body) != 1 or any("#" in row for row in snippet.rows[first - 1 : last]):
        return
    only = node.body[0]
    ellipsis = isinstance(only, ast.Expr) and isinstance(only.value, ast.Constant)
    dropped = isinstance(only, ast.Pass | ast.Continue) or ellipsis
    nothing = isinstance(only, ast.Return) and (
        only.value is None or isinstance(only.value, ast.Constant)
    )
    if (_is_any(node.type) and dropped) or (node.type is None and (dropped or nothing)):
        yield Seen("error-swallowed", node.lineno)


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
