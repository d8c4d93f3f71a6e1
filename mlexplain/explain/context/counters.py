"""What counters and budgets of loops tell: rounds broken off, rounds in a row, limits kept to.

Like the other remarks, each asks for all the statements that make it true.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from mlexplain.explain.context.guards import LOOPS, Said, last_name
from mlexplain.explain.read.walk import walk


def counters(nodes: list[ast.AST]) -> Iterator[Said]:
    """The remarks on a unit with these nodes."""
    counted = Counter(
        n.target.id
        for n in nodes
        if isinstance(n, ast.AugAssign) and isinstance(n.target, ast.Name)
    )
    for loop in nodes:
        if isinstance(loop, LOOPS):
            for place, branch in enumerate(loop.body):
                if isinstance(branch, ast.If):
                    rest = loop.body[place + 1 :]
                    yield from _broken_off(branch, rest, counted)
                    yield from _limited(branch, rest)
                    yield from _handed_on(branch, rest)
                    yield from _in_a_row(branch)
                    yield from _counts_anew(branch, loop)
                    yield from _pieces(branch, loop)
    yield from _given_and_taken(nodes)
    yield from _left_out(nodes)


def _broken_off(branch: ast.If, rest: list[ast.stmt], counted: Counter[str]) -> Iterator[Said]:
    """`if …: k += 1; continue`, and the same ahead of `o.step()`."""
    last = branch.body[-1]
    if branch.orelse or not isinstance(last, ast.Continue):
        return
    for node in branch.body:
        name = _counted_up(node)
        if name and counted[name] == 1:
            yield node, "counts-broken-off", (node.target,)  # type: ignore[attr-defined]
    calls = [n for s in rest for n in walk(s) if isinstance(n, ast.Call)]
    if any(last_name(c.func) == "step" and not c.args for c in calls):
        if any(last_name(c.func) in ("backward", "zero_grad") for c in calls):
            yield last if len(branch.body) > 1 else branch, "no-update", ()


def _counted_up(node: ast.AST) -> str:
    """`k` of `k += 1`."""
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
        if getattr(node.value, "value", None) == 1:
            return ast.unparse(node.target)
    return ""


def _set_to_zero(body: list[ast.stmt]) -> dict[str, ast.stmt]:
    """The names that a block sets to zero, with the statements."""
    zeros: dict[str, ast.stmt] = {}
    for node in body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, value = node.targets[0], node.value
            several = isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
            places = target.elts if several else [target]  # type: ignore[attr-defined]
            values = value.elts if several else [value]  # type: ignore[attr-defined]
            for place, given in zip(places, values, strict=False):
                if isinstance(place, ast.Name) and getattr(given, "value", None) == 0:
                    zeros[place.id] = node
    return zeros


def _in_a_row(branch: ast.If) -> Iterator[Said]:
    """`if …: k += 1`, else `k = 0`; and the other way round, where no best value is kept."""
    if not branch.orelse:
        return
    sides = (branch.body, branch.orelse)
    for place, (counting, clearing) in enumerate((sides, sides[::-1])):
        zeros = _set_to_zero(clearing)
        if place and (len(clearing) > 1 or not _alone(clearing[0])):
            continue  # a new best is kept there: that is told elsewhere
        for node in counting:
            if _counted_up(node) in zeros:
                key = "in-a-row-not" if place else "in-a-row"
                yield node, key, (node.target,)  # type: ignore[attr-defined]


def _alone(node: ast.stmt) -> bool:
    """Whether a statement sets one name alone."""
    return isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)


def _counts_anew(branch: ast.If, loop: ast.AST) -> Iterator[Said]:
    """`if k == n: …; k = 0` behind `k += 1`."""
    test = branch.test
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or branch.orelse:
        return
    if not isinstance(test.ops[0], ast.Eq | ast.GtE) or not isinstance(test.left, ast.Name):
        return
    zeros, name = _set_to_zero(branch.body), test.left.id
    if name in zeros and any(_counted_up(n) == name for n in walk(loop)):
        yield zeros[name], "counts-anew", (test.left, test.comparators[0])


def _pieces(branch: ast.If, loop: ast.For | ast.AsyncFor | ast.While) -> Iterator[Said]:
    """`if len(b) == n: o.append(b); b = []` behind `b.append(x)`."""
    test = branch.test
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or branch.orelse:
        return
    length = test.left
    if (
        not isinstance(test.ops[0], ast.Eq | ast.GtE)
        or last_name(getattr(length, "func", None)) != "len"
    ):
        return
    held = length.args[0] if length.args else None  # type: ignore[attr-defined]
    if not isinstance(held, ast.Name):
        return
    emptied = any(_empties(n, held.id) or _calls(n, held.id, "clear") for n in branch.body)
    ahead = loop.body[: loop.body.index(branch)]
    if emptied and any(_calls(n, held.id, "append") for n in ahead):
        yield branch, "pieces", (held, test.comparators[0])


def _empties(node: ast.stmt, name: str) -> bool:
    """`b = []`."""
    named = isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name
    return named and isinstance(node.value, ast.List) and not node.value.elts  # type: ignore[attr-defined]


def _calls(node: ast.stmt, name: str, method: str) -> bool:
    """`name.method(…)` as a statement."""
    call = node.value if isinstance(node, ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return False
    return call.func.attr == method and getattr(call.func.value, "id", "") == name


def _limited(branch: ast.If, rest: list[ast.stmt]) -> Iterator[Said]:
    """`if n + l > most: break` (or `continue`) ahead of `n += l`."""
    test, last = branch.test, branch.body[-1]
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or branch.orelse:
        return
    if not isinstance(last, ast.Break | ast.Continue) or not isinstance(test.ops[0], ast.Gt):
        return
    both = test.left
    if not isinstance(both, ast.BinOp) or not isinstance(both.op, ast.Add):
        return
    for node in rest:
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
            total, part = ast.unparse(node.target), ast.unparse(node.value)
            if (ast.unparse(both.left), ast.unparse(both.right)) in ((total, part), (part, total)):
                ends = "limit-ends" if isinstance(last, ast.Break) else "limit-passes"
                yield branch, ends, (node.target, test.comparators[0], node.value)
                return


def _handed_on(branch: ast.If, rest: list[ast.stmt]) -> Iterator[Said]:
    """`if s + l > most: yield b; b, s = [], 0` ahead of `s += l`."""
    tests = branch.test.values if isinstance(branch.test, ast.BoolOp) else [branch.test]
    zeros = _set_to_zero(branch.body)
    for test in tests if not branch.orelse else []:
        if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.Gt):
            continue
        both = test.left
        if not isinstance(both, ast.BinOp) or not isinstance(both.op, ast.Add):
            continue
        total, part = ast.unparse(both.left), ast.unparse(both.right)
        added = any(
            isinstance(n, ast.AugAssign)
            and isinstance(n.op, ast.Add)
            and (ast.unparse(n.target), ast.unparse(n.value)) == (total, part)
            for n in rest
        )
        if added and total in zeros:
            yield branch, "handed-on-before", (both.left, test.comparators[0])


def _given_and_taken(nodes: list[ast.AST]) -> Iterator[Said]:
    """`r[x] += q` and `r[y] -= q`, one behind the other."""
    changes = [n for n in nodes if isinstance(n, ast.AugAssign)]
    for one, other in pairwise(changes):
        kinds = {type(one.op), type(other.op)}
        if kinds != {ast.Add, ast.Sub} or isinstance(one.value, ast.Constant):
            continue
        if not isinstance(one.target, ast.Subscript | ast.Attribute):
            continue
        if other.lineno - one.lineno > 1:
            continue
        if ast.unparse(one.value) != ast.unparse(other.value) or one.col_offset != other.col_offset:
            continue
        if _family(one.target) != _family(other.target):
            continue
        places = (ast.unparse(one.target), ast.unparse(other.target))
        if places[0] != places[1] and places[0] not in ast.unparse(one.value):
            yield other, "gains-loses", (one.target, other.target)


def _family(place: ast.expr) -> tuple[str, str]:
    """What two places have in common: entries of one list, fields of one name."""
    if isinstance(place, ast.Subscript):
        return "entry", ast.unparse(place.value)
    return "field", str(getattr(place, "attr", ""))


def _left_out(nodes: list[ast.AST]) -> Iterator[Said]:
    """`len(xs) - len(kept)`, where `for x in xs` appends `x` to `kept` in some rounds."""
    kept: dict[tuple[str, str], ast.expr] = {}
    for loop in nodes:
        if isinstance(loop, ast.For) and isinstance(loop.iter, ast.Name):
            entry = ast.unparse(loop.target)
            for node in walk(loop):
                if isinstance(node, ast.Call) and last_name(node.func) == "append" and node.args:
                    if ast.unparse(node.args[0]) == entry and isinstance(node.func, ast.Attribute):
                        kept[loop.iter.id, ast.unparse(node.func.value)] = node.func.value
    if not kept:
        return
    grown = Counter(
        ast.unparse(n.func.value)
        for n in nodes
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
        if n.func.attr in ("append", "extend", "insert")
    )
    for statement in nodes:
        if not isinstance(statement, ast.Assign | ast.Expr | ast.Return) or not statement.value:
            continue
        for node in walk(statement.value):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
                sides = [
                    s
                    for s in (node.left, node.right)
                    if last_name(getattr(s, "func", None)) == "len"
                ]
                names = [ast.unparse(s.args[0]) for s in sides if s.args]  # type: ignore[attr-defined]
                if len(names) == 2 and tuple(names) in kept and grown[names[1]] == 1:
                    whole = ast.Name(names[0])
                    yield statement, "left-out", (node, whole, kept[names[0], names[1]])
                    return
