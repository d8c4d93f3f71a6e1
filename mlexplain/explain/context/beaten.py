"""What a best value starts as: infinity, which the first value met beats in any case."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.context.assigned import names_set, pairs
from mlexplain.explain.context.guards import Said
from mlexplain.explain.read.walk import walk
from mlexplain.explain.wording import is_infinity


def beaten(nodes: list[ast.AST]) -> Iterator[Said]:
    """`best = float("inf")`, then `if x < best: best = x` in a loop, also with a margin."""
    starts = {
        name: (node, isinstance(value, ast.UnaryOp) or '"-' in _written(value))
        for node, name, value in names_set(nodes)
        if is_infinity(value) or (isinstance(value, ast.UnaryOp) and is_infinity(value.operand))
    }
    loops = [n for n in nodes if isinstance(n, ast.For | ast.While)] if starts else []
    inside = {id(n) for loop in loops for n in walk(loop)}
    for branch in nodes:
        if not isinstance(branch, ast.If) or id(branch) not in inside:
            continue
        taken = {
            place.id: ast.unparse(value)
            for statement in branch.body
            if isinstance(statement, ast.Assign)
            for place, value in pairs(statement)
            if isinstance(place, ast.Name)
        }
        for name in taken:
            if name in starts and _beats(branch.test, name, taken[name], starts[name][1]):
                node, negative = starts.pop(name)
                yield node, f"purposes:beaten-{'above' if negative else 'below'}", ()


def _written(node: ast.AST) -> str:
    return ast.unparse(node).replace("'", '"')


def _beats(test: ast.expr, name: str, value: str, upwards: bool) -> bool:
    """`x < best`, `best > x`, `x < best - eps`."""
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return False
    left, right, op = test.left, test.comparators[0], test.ops[0]
    less = isinstance(op, ast.Lt | ast.LtE)
    if not less and not isinstance(op, ast.Gt | ast.GtE):
        return False
    if ast.unparse(left) == value:
        return _is_about(right, name) and less != upwards
    return ast.unparse(right) == value and _is_about(left, name) and less == upwards


def _is_about(node: ast.expr, name: str) -> bool:
    """The name, or with a number added or taken away."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        node = node.left
    return isinstance(node, ast.Name) and node.id == name
