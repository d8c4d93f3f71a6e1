"""Traps of the language itself: conditions that always hold, errors swallowed, names taken."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_BUILTINS = frozenset(
    [
        "list",
        "dict",
        "set",
        "str",
        "int",
        "float",
        "sum",
        "max",
        "min",
        "len",
        "input",
        "type",
        "range",
        "map",
        "filter",
        "print",
        "id",
        "all",
        "any",
        "sorted",
        "abs",
        "round",
        "tuple",
    ]
)


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _mean_of_nothing(node)
        elif isinstance(node, ast.Compare):
            yield from _identity(node)
        elif isinstance(node, ast.ExceptHandler):
            yield from _swallowed(node, snippet)
        elif isinstance(node, ast.BoolOp):
            yield from _constant_choice(node)
        elif isinstance(node, ast.Assert) and isinstance(node.test, ast.Tuple) and node.test.elts:
            yield Seen("assert-tuple", node.lineno)
        elif isinstance(node, ast.Call):
            yield from _shadowed(node, snippet)
            yield from _unformatted(node, snippet)


def _mean_of_nothing(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Seen]:
    """`return sum(xs) / len(xs)` of an argument that nothing guards."""
    arguments = {a.arg for a in node.args.args}
    guarded = any(isinstance(n, ast.If | ast.IfExp | ast.Assert | ast.Try) for n in walk(node))
    for inner in walk(node):
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


def _constant_choice(node: ast.BoolOp) -> Iterator[Seen]:
    """`x == "a" or "b"` is always true."""
    last = node.values[-1]
    if isinstance(last, ast.Compare) and isinstance(last.ops[0], ast.In):
        texts = [v for v in node.values[:-1] if isinstance(v, ast.Constant)]
        if len(texts) == len(node.values) - 1 and all(isinstance(t.value, str) for t in texts):
            values = {"code": f"`{ast.unparse(node)}`", "text": f"`{ast.unparse(texts[0])}`"}
            yield Seen("text-alone-is-true", node.lineno, values)
    if not isinstance(node.op, ast.Or) or not isinstance(node.values[0], ast.Compare):
        return
    if not isinstance(node.values[0].ops[0], ast.Eq):
        return
    for rest in node.values[1:]:
        if isinstance(rest, ast.Constant) and isinstance(rest.value, str | int) and rest.value:
            yield Seen("or-with-constant", node.lineno, {"code": f"`{ast.unparse(node)}`"})
            return


def _unformatted(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`print("loss {loss}")` prints the braces."""
    if dotted(node.func) != "print":
        return
    for arg in node.args:
        if not isinstance(arg, ast.Constant) or not isinstance(arg.value, str):
            continue
        inside = arg.value.partition("{")[2].partition("}")[0].partition(":")[0]
        known = inside.isidentifier() and "}" in arg.value
        if known and snippet.flow.bindings(inside, node):
            yield Seen("f-left-out", node.lineno, {"name": f"`{inside}`"})


def _shadowed(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`list = [1]`, and later `list(xs)`."""
    if not isinstance(node.func, ast.Name) or node.func.id not in _BUILTINS:
        return
    bound = snippet.flow.binding(node.func)
    if bound is None or bound.how not in ("set", "changed") or bound.value is None:
        return
    plain = (ast.Constant, ast.List, ast.Dict, ast.Set, ast.ListComp, ast.BinOp, ast.JoinedStr)
    made = isinstance(bound.value, ast.Call) and dotted(bound.value.func) in _BUILTINS - {"type"}
    if bound.how == "changed" or isinstance(bound.value, plain) or made:
        yield Seen("builtin-shadowed", node.lineno, {"name": f"`{node.func.id}`"})
