"""What is kept for later: what is met again, what readies a generator, what the next round finds.

Like the other remarks, each asks for all the statements that make it true.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.context.guards import LOOPS, Said, last_name
from mlexplain.explain.read.walk import walk


def stores(nodes: list[ast.AST]) -> Iterator[Said]:
    """The remarks on a unit with these nodes."""
    yield from _met_before(nodes)
    yield from _readied(nodes)
    yield from _carried(nodes)
    yield from _lazily(nodes)
    yield from _longest(nodes)


def _met_before(nodes: list[ast.AST]) -> Iterator[Said]:
    """`s = set()`, where a loop asks `x in s` and adds `x` to it."""
    begun = {
        getattr(n.targets[0], "id", ""): n
        for n in nodes
        if isinstance(n, ast.Assign) and _is_empty_set(n.value)
    }
    for loop in (n for n in nodes if isinstance(n, LOOPS)):
        inside = list(walk(loop))
        for call in inside:
            if not isinstance(call, ast.Call) or last_name(call.func) != "add" or not call.args:
                continue
            owner = getattr(getattr(call.func, "value", None), "id", "")
            added = ast.unparse(call.args[0])
            asked = any(
                isinstance(n, ast.Compare)
                and isinstance(n.ops[0], ast.In | ast.NotIn)
                and getattr(n.comparators[0], "id", "") == owner
                and ast.unparse(n.left) == added
                for n in inside
            )
            if asked and owner in begun:
                yield begun.pop(owner), "met-before", (call.args[0],)


def _is_empty_set(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and last_name(node.func) == "set" and not node.args


def _readied(nodes: list[ast.AST]) -> Iterator[Said]:
    """`next(g)` for nothing, where values are sent into `g`."""
    sent = {
        getattr(n.func.value, "id", "")
        for n in nodes
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr == "send"
    }
    for node in nodes:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and node.value.args:
            first = node.value.args[0]
            if last_name(node.value.func) == "next" and getattr(first, "id", "") in sent:
                yield node, "readied", (first,)


def _carried(nodes: list[ast.AST]) -> Iterator[Said]:
    """`old = new` at the end of a loop that sets `new` in every round and reads `old` before."""
    for loop in (n for n in nodes if isinstance(n, LOOPS)):
        last = loop.body[-1]
        if not isinstance(last, ast.Assign) or not isinstance(last.value, ast.Name):
            continue
        place = last.targets[0]
        if not isinstance(place, ast.Name) or len(loop.body) < 2:
            continue
        before = [n for s in loop.body[:-1] for n in walk(s) if isinstance(n, ast.Name)]
        named = {(n.id, isinstance(n.ctx, ast.Store)) for n in before}
        target = {n.id for n in walk(getattr(loop, "target", place)) if isinstance(n, ast.Name)}
        new = (last.value.id, True) in named or last.value.id in target - {place.id}
        if new and (place.id, False) in named and (place.id, True) not in named:
            yield last, "carried", (place, last.value)


def leaving(unit: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Said]:
    """What `__exit__` returns: whether an error in the block goes on."""
    if unit.name not in ("__exit__", "__aexit__"):
        return
    for node in walk(unit):
        given = node.value if isinstance(node, ast.Return) else None
        if isinstance(given, ast.Constant) and isinstance(given.value, bool):
            yield node, "swallows-errors" if given.value else "passes-errors", ()  # type: ignore[misc]


def _lazily(nodes: list[ast.AST]) -> Iterator[Said]:
    """`if self.x is None: self.x = f()`, also by way of `self.__dict__["x"]`."""
    for node in nodes:
        if not isinstance(node, ast.If) or node.orelse or len(node.body) != 1:
            continue
        test, made = node.test, node.body[0]
        none = isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Is)
        asked = test.left if none else None  # type: ignore[attr-defined]
        if not isinstance(asked, ast.Attribute) or ast.unparse(test.comparators[0]) != "None":  # type: ignore[attr-defined]
            continue
        if isinstance(made, ast.Assign) and isinstance(made.value, ast.Call):
            place = made.targets[0]
            if ast.unparse(asked.value) not in ("self", "cls"):
                continue
            around = f"{ast.unparse(asked.value)}.__dict__['{asked.attr}']"
            if ast.unparse(place) in (ast.unparse(asked), around):
                yield node, "lazily", ()


def _longest(nodes: list[ast.AST]) -> Iterator[Said]:
    """`if len(x) > len(b): b = x`, and `if j - i > len(b): b = s[i:j]`."""
    for node in nodes:
        if not isinstance(node, ast.If) or node.orelse or not isinstance(node.test, ast.Compare):
            continue
        test, made = node.test, node.body[-1]
        if not isinstance(test.ops[0], ast.Gt) or not isinstance(made, ast.Assign):
            continue
        kept, place = test.comparators[0], made.targets[0]
        if not isinstance(place, ast.Name) or ast.unparse(kept) != f"len({place.id})":
            continue
        whole = ast.unparse(test.left) == f"len({ast.unparse(made.value)})"
        if whole or _as_long(made.value, test.left):
            yield node, "longest", (place,)


def _as_long(part: ast.expr, length: ast.expr) -> bool:
    """Whether `s[i:j]` has this length, for sums and differences of names and numbers."""
    cut = part.slice if isinstance(part, ast.Subscript) else None
    if not isinstance(cut, ast.Slice) or cut.lower is None or cut.upper is None or cut.step:
        return False
    low, high, given = (terms(n) for n in (cut.lower, cut.upper, length))
    if low is None or high is None or given is None:
        return False
    names = low.keys() | high.keys() | given.keys()
    return all(high.get(n, 0) - low.get(n, 0) == given.get(n, 0) for n in names)


def terms(node: ast.expr) -> dict[str, int] | None:
    """How often each name stands in a sum; a number stands under the empty name."""
    if isinstance(node, ast.Name):
        return {node.id: 1}
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return {"": node.value}
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        left, right = terms(node.left), terms(node.right)
        if left is None or right is None:
            return None
        sign = 1 if isinstance(node.op, ast.Add) else -1
        return {n: left.get(n, 0) + sign * right.get(n, 0) for n in left.keys() | right.keys()}
    return None
