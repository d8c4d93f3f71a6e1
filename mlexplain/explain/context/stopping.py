"""The best value so far and the rounds without improvement, kept in attributes from call to call.

Like the other remarks, each asks for all the statements that make it true.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.context.assigned import pairs
from mlexplain.explain.context.guards import Said
from mlexplain.explain.read.walk import walk

_ORDERS = ast.Lt | ast.LtE | ast.Gt | ast.GtE
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


def stopping(body: list[ast.stmt]) -> Iterator[Said]:
    """The remarks on the methods of a class with this body."""
    for method in body:
        if isinstance(method, _FUNCTIONS) and method.name != "__init__":
            for branch in walk(method):
                if isinstance(branch, ast.If):
                    yield from _kept(branch)


def _kept(branch: ast.If) -> Iterator[Said]:
    """`if self.low is None or err < self.low: self.low = err`, also in the other branch."""
    test = branch.test
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
        test = test.values[-1]
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return
    if not isinstance(test.ops[0], _ORDERS):
        return
    smaller = isinstance(test.ops[0], ast.Lt | ast.LtE)
    left, right = test.left, test.comparators[0]
    for value, held, less in ((left, right, smaller), (right, left, not smaller)):
        for better, other, below in (
            (branch.body, branch.orelse, less),
            (branch.orelse, branch.body, not less),
        ):
            place = _taken_over(better, value, held)
            if place is None:
                continue
            plain = ast.unparse(place) == ast.unparse(held)
            key = ("best-smallest" if below else "best-largest") if plain else "best-by-enough"
            yield branch, key, (place, value)
            yield from _counts(better, other)
            return


def _taken_over(body: list[ast.stmt], value: ast.expr, held: ast.expr) -> ast.Attribute | None:
    """The `self.low` that a branch sets to the value that was compared with it."""
    if isinstance(value, ast.Constant):
        return None
    names = {ast.unparse(n) for n in walk(held) if isinstance(n, ast.Attribute)}
    for node in body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                for place, given in pairs(node, target):
                    own = isinstance(place, ast.Attribute) and ast.unparse(place) in names
                    if own and ast.unparse(given) == ast.unparse(value):
                        return place  # type: ignore[return-value]
    return None


def _counts(better: list[ast.stmt], other: list[ast.stmt]) -> Iterator[Said]:
    """`self.stale += 1` where it is no better, and `self.stale = 0` where it is."""
    cleared = {
        ast.unparse(place)
        for node in better
        if isinstance(node, ast.Assign)
        for target in node.targets
        for place, given in pairs(node, target)
        if isinstance(given, ast.Constant) and given.value == 0
    }
    for node in other:
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
            one = getattr(node.value, "value", 0) == 1
            if one and isinstance(node.target, ast.Attribute):
                row = ast.unparse(node.target) in cleared
                yield node, "without-improvement" if row else "without-better", (node.target,)
