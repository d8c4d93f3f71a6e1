"""Names that hold the step of a learning-rate schedule, by what the function they are given to is for."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.read.walk import walk

_SCHEDULES = ("LambdaLR", "MultiplicativeLR", "LearningRateScheduler")
_Function = ast.FunctionDef | ast.Lambda


def scheduled(tree: ast.AST) -> Iterator[str]:
    """`t` of `lambda t: …` and `def f(t)` given to a schedule, of `g["lr"] = f(t)`, and of a
    function that lowers something along half a cosine."""
    functions = {n.name: n for n in walk(tree) if isinstance(n, ast.FunctionDef)}
    for node in walk(tree):
        for given in _given_to_schedules(node):
            of: ast.AST | None = given if isinstance(given, ast.Lambda) else None
            of = of or functions.get(getattr(given, "id", ""))
            if isinstance(of, _Function) and of.args.args:
                yield of.args.args[0].arg
        if isinstance(node, ast.Assign) and _is_rate(node.targets[0]):
            call = node.value
            if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Name):
                yield call.args[0].id
                made = functions.get(getattr(call.func, "id", ""))
                if made is not None and made.args.args:
                    yield made.args.args[0].arg
        if isinstance(node, ast.FunctionDef) and "cos(" in ast.unparse(node):
            yield from _warmed_up(node)


def _given_to_schedules(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.Call) and _last(node.func) in _SCHEDULES:
        yield from node.args
        yield from (k.value for k in node.keywords)


def _is_rate(target: ast.expr) -> bool:
    """`g["lr"]`."""
    key = target.slice if isinstance(target, ast.Subscript) else None
    return isinstance(key, ast.Constant) and key.value == "lr"


def _warmed_up(function: ast.FunctionDef) -> Iterator[str]:
    """`t` of `if t < w: return a * t / w`, beside half a cosine: `cos(pi * r)`."""
    waves = any(
        isinstance(n, ast.Call) and _last(n.func) == "cos" and "pi" in ast.unparse(n)
        for n in walk(function)
    )
    for node in function.body if waves else []:
        test = node.test if isinstance(node, ast.If) else None
        if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Lt | ast.LtE):
            if isinstance(test.left, ast.Name):
                yield test.left.id


def _last(func: ast.AST) -> str:
    return str(getattr(func, "attr", getattr(func, "id", "")))
