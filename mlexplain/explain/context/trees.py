"""What functions on binary trees do, whatever the branches of a node are called.

Each remark asks for the calls of the function itself on two attributes of one node.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set

from mlexplain.explain.context.guards import Said
from mlexplain.explain.read.walk import walk

_ORDERED = (ast.Lt, ast.Gt, ast.LtE, ast.GtE)


def trees(body: list[ast.stmt], recursive: Set[int]) -> Iterator[Said]:
    """The remarks on one function."""
    if not recursive:
        return
    nodes = [n for s in body for n in walk(s)]
    yield from _inserts(nodes, recursive)
    yield from _visits(body, recursive)
    yield from _measures(nodes, recursive)


def _branch(node: ast.AST, recursive: Set[int]) -> ast.Attribute | None:
    """`n.l` of `f(n.l, …)`, where `f` is the function itself."""
    if isinstance(node, ast.Call) and id(node) in recursive:
        given = [a for a in node.args if isinstance(a, ast.Attribute)]
        first = given[0] if len(given) == 1 else None
        if first is not None and isinstance(first.value, ast.Name) and first.value.id != "self":
            return first
    return None


def _inserts(nodes: list[ast.AST], recursive: Set[int]) -> Iterator[Said]:
    """`if v < n.v: n.l = f(n.l, v)` and `n.r = f(n.r, v)`."""
    set_: dict[str, list[ast.Attribute]] = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute):
            branch = _branch(node.value, recursive)
            if branch is not None and ast.unparse(branch) == ast.unparse(node.targets[0]):
                set_.setdefault(ast.unparse(branch.value), []).append(branch)
    for node in nodes:
        test = node.test if isinstance(node, ast.If) else None
        if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], _ORDERED):
            continue
        sides = [test.left, test.comparators[0]]
        key = [s for s in sides if isinstance(s, ast.Attribute)]
        owner = ast.unparse(key[0].value) if len(key) == 1 else ""
        branches = list(dict.fromkeys(b.attr for b in set_.get(owner, ())))
        if len(branches) == 2:
            yield node, "into-search-tree", (set_[owner][0], set_[owner][1])  # type: ignore[misc]
            return


def _visits(body: list[ast.stmt], recursive: Set[int]) -> Iterator[Said]:
    """`f(n.l)`, something with `n.v`, `f(n.r)`, in one of three orders."""
    blocks = [body, *(n.body for s in body for n in walk(s) if isinstance(n, ast.If))]
    for block in blocks:
        kinds: list[str] = []
        found: list[ast.Attribute] = []
        for node in block:
            branches = [b for n in walk(node) if (b := _branch(n, recursive)) is not None]
            if len(branches) == 1 and isinstance(node, ast.Expr):
                kinds.append("branch")
                found.append(branches[0])
            elif not branches and _uses_value(node):
                kinds.append("value")
        owners = {ast.unparse(b.value) for b in found}
        if len(found) == 2 and len(owners) == 1 and found[0].attr != found[1].attr:
            order = _ORDERS.get(tuple(kinds))
            if order:
                yield block[0], order, (found[0], found[1])
                return


_ORDERS: dict[tuple[str, ...], str] = {
    ("branch", "value", "branch"): "in-order",
    ("value", "branch", "branch"): "pre-order",
    ("branch", "branch", "value"): "post-order",
}


def _uses_value(node: ast.stmt) -> bool:
    """Whether something is done with an attribute of a name: `yield n.v`, `print(n.v)`."""
    return isinstance(node, ast.Expr) and any(
        isinstance(n, ast.Attribute)
        and isinstance(n.value, ast.Name)
        and isinstance(n.ctx, ast.Load)
        for a in _given(node.value)
        for n in walk(a)
    )


def _given(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.Call):
        return list(node.args)
    value = getattr(node, "value", None)
    return [value] if isinstance(value, ast.expr) else []


def _measures(nodes: list[ast.AST], recursive: Set[int]) -> Iterator[Said]:
    """`1 + max(f(n.l), f(n.r))`, `1 + f(n.l) + f(n.r)` and `n.l, n.r = f(n.r), f(n.l)`."""
    for node in nodes:
        if isinstance(node, ast.Return) and isinstance(node.value, ast.BinOp):
            branches = [b for n in walk(node.value) if (b := _branch(n, recursive)) is not None]
            if len(branches) != 2 or branches[0].attr == branches[1].attr:
                continue
            ones = [n for n in walk(node.value) if isinstance(n, ast.Constant) and n.value == 1]
            calls = [n for n in walk(node.value) if isinstance(n, ast.Call)]
            names = {getattr(c.func, "id", "") for c in calls if id(c) not in recursive}
            plus = all(
                isinstance(n.op, ast.Add) for n in walk(node.value) if isinstance(n, ast.BinOp)
            )
            if plus and len(ones) == 1 and names == {"max"}:
                yield node, "depth-of-tree", ()
            elif plus and len(ones) == 1 and not names:
                yield node, "nodes-of-tree", ()
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):
            made = [_branch(e, recursive) for e in node.value.elts]
            targets = getattr(node.targets[0], "elts", [])
            if len(made) == 2 and all(made) and len(targets) == 2:
                given = [ast.unparse(b) for b in made if b is not None]
                if [ast.unparse(t) for t in targets] == given[::-1]:
                    yield node, "mirrored-tree", ()
