"""Names that hold weights of rows, frequencies of waves, and values that a loop tries in turn."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.read.walk import walk

_EVENLY = ("arange", "linspace", "logspace", "geomspace")


def weighing(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """`rows that sum to one`: `w` of `w /= w.sum(-1, keepdims=True)`; `frequencies`: `f` of
    `f = exp(-log(n) * arange(d) / d)` and `1 / n ** (arange(0, d, 2) / d)`; `tried in turn`: `t` of
    `for t in linspace(0, 1, 9)` and of `for t in [1, 2, 5]`; `cut window`: `a` of
    `a = x[i:i + k, j:j + l]`; `a parameter`: `p` of `for p in m.parameters()`; `should be higher`:
    `a` of `relu(m - a + b)`."""
    for node in walk(tree):
        if isinstance(node, ast.Call) and _last(node.func) in ("relu", "logsigmoid", "clamp"):
            yield from _pushed_up(node)
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Div):
            if _sums_rows(node.value, ast.unparse(node.target)):
                yield "rows that sum to one", getattr(node.target, "id", "")
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            value, name = node.value, node.targets[0].id
            if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div):
                if _sums_rows(value.right, ast.unparse(value.left)):
                    yield "rows that sum to one", name
            if _is_window(value):
                yield "cut window", name
            if _falls_geometrically(value):
                yield "frequencies", name
        elif isinstance(node, ast.For) and _last(getattr(node.iter, "func", node)) == "parameters":
            yield "a parameter", getattr(node.target, "id", "")
        elif isinstance(node, ast.For) and isinstance(node.target, ast.Tuple):
            if _last(getattr(node.iter, "func", node)) == "named_parameters":
                yield "a parameter", getattr(node.target.elts[-1], "id", "")
        elif isinstance(node, ast.For) and isinstance(node.target, ast.Name):
            if _is_choice(node.iter):
                yield "tried in turn", node.target.id


def _pushed_up(node: ast.Call) -> Iterator[tuple[str, str]]:
    """`a` of `relu(m - a + b)` and of `logsigmoid(a - b)`: what the loss pushes above the other."""
    of = node.args[0] if node.args else getattr(node.func, "value", None)
    if isinstance(of, ast.BinOp) and isinstance(of.op, ast.Add):
        of = of.left
        if isinstance(of, ast.BinOp) and isinstance(of.op, ast.Sub):
            yield "should be higher", getattr(of.right, "id", "")
    elif isinstance(of, ast.BinOp) and isinstance(of.op, ast.Sub):
        if _last(node.func) == "logsigmoid":
            yield "should be higher", getattr(of.left, "id", "")


def _is_window(value: ast.expr) -> bool:
    """`x[i:i + k, j:j + l]`."""
    places = getattr(getattr(value, "slice", None), "elts", [])
    moving = [
        p
        for p in places
        if isinstance(p, ast.Slice) and p.lower is not None and isinstance(p.upper, ast.BinOp)
    ]
    return len(moving) == 2


def _sums_rows(node: ast.expr, of: str) -> bool:
    """`w.sum(-1, keepdims=True)`, for `w`."""
    text = ast.unparse(node)
    kept = any(
        k.arg in ("keepdim", "keepdims")
        for n in walk(node)
        if isinstance(n, ast.Call)
        for k in n.keywords
    )
    return kept and (text.startswith(f"{of}.sum(") or f"sum({of}," in text)


def _falls_geometrically(value: ast.expr) -> bool:
    called = {_last(n.func) for n in walk(value) if isinstance(n, ast.Call)}
    powers = any(isinstance(n, ast.BinOp) and isinstance(n.op, ast.Pow) for n in walk(value))
    divided = any(isinstance(n, ast.BinOp) and isinstance(n.op, ast.Div) for n in walk(value))
    return "arange" in called and divided and (powers or {"exp", "log"} <= called)


def _is_choice(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return _last(node.func) in _EVENLY
    numbers = node.elts if isinstance(node, ast.List | ast.Tuple) else []
    return len(numbers) > 1 and all(isinstance(n, ast.Constant) for n in numbers)


def _last(func: ast.AST) -> str:
    return str(getattr(func, "attr", getattr(func, "id", "")))
