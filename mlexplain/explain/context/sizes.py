"""What the sizes of layers come to: one number per row, a narrow way between two wide ones, values
that apply to a whole channel."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.context.guards import Said, last_name
from mlexplain.explain.read.walk import walk


def single_outputs(body: list[ast.stmt]) -> Iterator[Said]:
    """`self.n(x).squeeze(1)`, where the last layer of `self.n` has one output."""
    methods = [n for n in body if isinstance(n, ast.FunctionDef)]
    nodes = [n for method in methods for n in walk(method)]
    single = {
        ast.unparse(n.targets[0])
        for n in nodes
        if isinstance(n, ast.Assign) and _outputs(n.value) == "1"
    }
    for node in nodes if single else ():
        value = node.value if isinstance(node, ast.Assign | ast.Return) else None
        parts = list(walk(value)) if value is not None else []
        sums = [p for p in parts if isinstance(p, ast.BinOp)]
        mixed = {id(n) for p in sums for n in walk(p)}  # with what has more than one
        for part in parts:
            if id(part) not in mixed and ast.unparse(_squeezed(part) or part) in single:
                yield node, "one-per-row", ()  # type: ignore[misc]
                break


def _outputs(value: ast.expr) -> str:
    """The number of outputs of a linear layer, or of the last layer of a chain."""
    if not isinstance(value, ast.Call) or not value.args:
        return ""
    if last_name(value.func) == "Sequential":
        return _outputs(value.args[-1])
    linear = last_name(value.func) == "Linear" and len(value.args) > 1
    return ast.unparse(value.args[1]) if linear else ""


def _squeezed(node: ast.AST) -> ast.expr | None:
    """`self.n` of `self.n(x).squeeze(-1)`, `.flatten()` and `self.n(x)[:, 0]`."""
    of: ast.AST | None = None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        of = node.func.value if node.func.attr in ("squeeze", "flatten") else None
        if node.func.attr == "view" and [ast.unparse(a) for a in node.args] == ["-1"]:
            of = node.func.value
    elif isinstance(node, ast.Subscript) and ast.unparse(node.slice) in (
        "(:, 0)",
        ":, 0",
        "..., 0",
    ):
        of = node.value
    return of.func if isinstance(of, ast.Call) else None


def spread(nodes: list[ast.AST]) -> Iterator[Said]:
    """`h * (1 + s[:, :, None, None])`: one value for all places of a channel."""
    for node in nodes:
        if not isinstance(node, ast.Assign | ast.AugAssign | ast.Return) or node.value is None:
            continue
        for part in walk(node.value):
            if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Mult | ast.Div):
                for side in (part.left, part.right):
                    held = _widened(side)
                    if held is not None:
                        yield node, "whole-channels", (held,)
                        return


def _widened(node: ast.expr) -> ast.expr | None:
    """`s` of `s[:, :, None, None]` and `s.view(1, -1, 1, 1)`, also behind `1 +`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        sides = (node.left, node.right)
        plain = [s for s in sides if not isinstance(s, ast.Constant)]
        return _widened(plain[0]) if len(plain) == 1 else None
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
        last = [ast.unparse(e) for e in node.slice.elts[-2:]]
        return node.value if last == ["None", "None"] and len(node.slice.elts) == 4 else None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        given = [ast.unparse(a) for a in node.args]
        if node.func.attr in ("view", "reshape") and len(given) == 4 and given[-2:] == ["1", "1"]:
            return node.func.value
    return None
