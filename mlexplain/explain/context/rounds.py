"""What the number of a round tells: the first rounds, and neighbours that are equal.

Like the other remarks, each asks for all the statements that make it true.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.context.guards import Said, last_name
from mlexplain.explain.read.walk import walk


def drifts(nodes: list[ast.AST]) -> Iterator[Said]:
    """`a = max(0.1, a - 0.05)` and `a = min(1.0, a * 1.5)`, once in every round."""
    for loop in nodes:
        for node in loop.body if isinstance(loop, ast.For | ast.While) else ():
            call = node.value if isinstance(node, ast.Assign) else None
            name = last_name(getattr(call, "func", None))
            if not isinstance(call, ast.Call) or name not in ("max", "min") or len(call.args) != 2:
                continue
            bounds = [a for a in call.args if isinstance(a, ast.Constant | ast.Name)]
            moved = [a for a in call.args if isinstance(a, ast.BinOp)]
            target = ast.unparse(node.targets[0])  # type: ignore[attr-defined]
            if len(bounds) == len(moved) == 1 and ast.unparse(moved[0].left) == target:
                by = getattr(moved[0].right, "value", None)
                if isinstance(by, float | int) and _sinks(moved[0].op, by) == (name == "max"):
                    if isinstance(moved[0].op, ast.Add | ast.Sub | ast.Mult | ast.Div):
                        yield node, "falls-to" if name == "max" else "rises-to", (bounds[0],)


def _sinks(op: ast.operator, by: float) -> bool:
    """Whether a positive value gets smaller."""
    if isinstance(op, ast.Sub):
        return by > 0
    return (isinstance(op, ast.Mult) and 0 < by < 1) or (isinstance(op, ast.Div) and by > 1)


def rounds(nodes: list[ast.AST]) -> Iterator[Said]:
    """The remarks on a unit with these nodes."""
    yield from drifts(nodes)
    numbers = {id(n): _number(n) for n in nodes if isinstance(n, ast.For)}
    for loop in nodes:
        if not isinstance(loop, ast.For):
            continue
        number = numbers[id(loop)]
        others = set(numbers.values()) - {number}
        set_inside = {
            n.id
            for s in loop.body
            for n in walk(s)
            if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
        }
        for node in loop.body:
            if isinstance(node, ast.If):
                yield from _equal_neighbours(node)
                if number and number not in set_inside:
                    yield from _first_rounds(node, number, others | set_inside)


def _number(loop: ast.For) -> str:
    """`i` of `for i in range(n)` and `for i, x in enumerate(xs)`, which counts from 0."""
    called, target = last_name(getattr(loop.iter, "func", None)), loop.target
    given = getattr(loop.iter, "args", [])
    if len(given) != 1 or getattr(loop.iter, "keywords", []):
        return ""
    if called == "enumerate" and isinstance(target, ast.Tuple):
        target = target.elts[0]
    elif called not in ("range", "trange"):
        return ""
    return str(getattr(target, "id", ""))


def _first_rounds(branch: ast.If, number: str, moving: set[str]) -> Iterator[Said]:
    """`if i < 100`, and `if i >= 100 and …`."""
    test = branch.test
    joined = isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And)
    for part in test.values if joined else [test]:  # type: ignore[attr-defined]
        if not isinstance(part, ast.Compare) or len(part.ops) != 1:
            continue
        bound, op = part.comparators[0], part.ops[0]
        if getattr(part.left, "id", "") != number or not _stays(bound, moving):
            continue
        more = getattr(bound, "value", None)
        if isinstance(op, ast.LtE | ast.Gt):
            if not isinstance(more, int):
                continue
            bound = ast.Constant(more + 1)
        if isinstance(op, ast.Lt | ast.LtE) and not joined:
            own = any(
                isinstance(n, ast.Assign) and getattr(n.value, "id", "") == number
                for n in branch.body
            )
            yield branch, "first-rounds-own" if own else "first-rounds", (bound,)
        elif isinstance(op, ast.GtE | ast.Gt):
            ends = isinstance(branch.body[-1], _ENDS) and not joined
            yield branch, "most-rounds" if ends else "not-first-rounds", (bound,)
        return


_ENDS = ast.Break | ast.Continue | ast.Return | ast.Raise
"""What a round does not go on behind."""


def _stays(bound: ast.expr, moving: set[str]) -> bool:
    """A number above one, or a name that no round changes."""
    if isinstance(bound, ast.Constant):
        return type(bound.value) is int and bound.value > 1
    return isinstance(bound, ast.Name) and bound.id not in moving


def _equal_neighbours(branch: ast.If) -> Iterator[Said]:
    """`if v[i] == v[i - 1]: continue`."""
    test = branch.test
    if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.Eq) or branch.orelse:
        return
    sides = (test.left, test.comparators[0])
    if not isinstance(branch.body[-1], ast.Continue) or len(test.ops) != 1:
        return
    if all(isinstance(s, ast.Subscript) for s in sides):
        places = {ast.unparse(s.slice) for s in sides}  # type: ignore[attr-defined]
        of = {ast.unparse(s.value) for s in sides}  # type: ignore[attr-defined]
        if len(of) == 1 and any(places == {p, f"{p} {sign} 1"} for p in places for sign in "+-"):
            yield branch, "equal-neighbours", (sides[0].value,)  # type: ignore[attr-defined]
