"""Rounds without improvement that are counted, what comes of them, and the best that is put back.

Like the other remarks, each asks for all the statements that make it true.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.context.assigned import pairs
from mlexplain.explain.context.guards import LOOPS, Said, last_name
from mlexplain.explain.read.walk import walk

_KEEPING = ("state_dict", "deepcopy", "get_weights")
_PUTTING_BACK = ("load_state_dict", "set_weights")


def patience(nodes: list[ast.AST]) -> Iterator[Said]:
    """The remarks on a unit with these nodes."""
    for loop in (n for n in nodes if isinstance(n, LOOPS)):
        branches = [n for n in walk(loop) if isinstance(n, ast.If)]
        for branch in branches:
            kept = _better(branch)
            if kept:
                yield from _counted(branch, branches)
                yield from _put_back(branch, loop, nodes)
                yield from _since(branch, loop, branches)


def _better(branch: ast.If) -> bool:
    """`if v > b + 1e-4: b = v`: a comparison with what the branch then sets to the better value."""
    test = branch.test
    if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.Lt | ast.Gt):
        return False
    sides = [ast.unparse(s) for s in (test.left, test.comparators[0])]
    names = [
        {n.id for n in walk(s) if isinstance(n, ast.Name)} for s in (test.left, test.comparators[0])
    ]
    for place, value in _set_in(branch.body):
        name, given = getattr(place, "id", ""), ast.unparse(value)
        if name and (
            (given == sides[0] and name in names[1]) or (given == sides[1] and name in names[0])
        ):
            return True
    return False


def _set_in(body: list[ast.stmt]) -> Iterator[tuple[ast.expr, ast.expr]]:
    for node in body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from pairs(node, target)


def _counted(branch: ast.If, branches: list[ast.If]) -> Iterator[Said]:
    """`c = 0` where it is better, else `c += 1`, and `if c >= n: break`."""
    cleared = {
        getattr(place, "id", "")
        for place, value in _set_in(branch.body)
        if isinstance(value, ast.Constant) and value.value == 0
    }
    for node in branch.orelse:
        if not (isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add)):
            continue
        name = getattr(node.target, "id", "")
        if name not in cleared or getattr(node.value, "value", 0) != 1:
            continue
        yield node, "without-improvement", (node.target,)
        inside = {id(n) for s in branch.orelse for n in walk(s)}
        for other in (b for b in branches if id(b) not in inside):  # else one tells both together
            test = other.test
            ends = any(isinstance(n, ast.Break) for n in other.body)
            if not ends or not isinstance(test, ast.Compare) or len(test.ops) != 1:
                continue
            if getattr(test.left, "id", "") == name:
                if isinstance(test.ops[0], ast.GtE | ast.Eq):
                    yield other, "patience-over", (test.comparators[0],)
                elif isinstance(test.ops[0], ast.Gt):
                    yield other, "patience-exceeded", (test.comparators[0],)


def _since(branch: ast.If, loop: ast.AST, branches: list[ast.If]) -> Iterator[Said]:
    """`j = i` where it is better, and `if i - j >= n: break`, for the counter `i` of the loop."""
    target = loop.target if isinstance(loop, ast.For) else None
    if isinstance(target, ast.Tuple) and last_name(getattr(loop.iter, "func", None)) == "enumerate":  # type: ignore[attr-defined]
        target = target.elts[0]
    counter = getattr(target, "id", "")
    noted = {
        getattr(place, "id", "")
        for place, value in _set_in(branch.body)
        if counter and getattr(value, "id", "") == counter
    }
    for other in branches:
        test = other.test
        if not isinstance(test, ast.Compare) or len(test.ops) != 1:
            continue
        gap, over = test.left, isinstance(test.ops[0], ast.GtE | ast.Gt)
        if not over or not isinstance(other.body[-1], ast.Break | ast.Return):
            continue
        if isinstance(gap, ast.BinOp) and isinstance(gap.op, ast.Sub):
            since = getattr(gap.left, "id", "") == counter
            if since and getattr(gap.right, "id", "") in noted:
                more = isinstance(test.ops[0], ast.Gt)
                key = "patience-exceeded" if more else "patience-over"
                yield other.body[-1], key, (test.comparators[0],)


def _put_back(branch: ast.If, loop: ast.AST, nodes: list[ast.AST]) -> Iterator[Said]:
    """`w = copy of m.state_dict()` where it is better, and `m.load_state_dict(w)` in the end."""
    kept = {
        getattr(place, "id", "")
        for place, value in _set_in(branch.body)
        if any(last_name(getattr(n, "func", None)) in _KEEPING for n in walk(value))
        # Not copied, it is trained on with the model itself.
        and last_name(getattr(value, "func", None)) not in ("state_dict", "copy")
    }
    inside = {id(n) for n in walk(loop)}
    for node in nodes:
        call = node.value if isinstance(node, ast.Expr) else None
        if not isinstance(call, ast.Call) or not call.args:
            continue
        if last_name(call.func) in _PUTTING_BACK and getattr(call.args[0], "id", "") in kept - {""}:
            yield node, "best-taken-up" if id(node) in inside else "best-put-back", ()  # type: ignore[misc]
