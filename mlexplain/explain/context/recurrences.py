"""What a loop carries from step to step: `h = p * h + u`, where `h` begins at zero."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.context.assigned import names_set, times_set
from mlexplain.explain.context.guards import Said, last_name
from mlexplain.explain.read.walk import walk

_BLANK = ("zeros", "zeros_like", "new_zeros", "ones", "ones_like")


def recurrences(nodes: list[ast.AST]) -> Iterator[Said]:
    """A tensor set before a loop and made anew in each round from what it was, and something else."""
    times = times_set(nodes)
    begun = {
        name: node
        for node, name, value in names_set(nodes)
        if last_name(getattr(value, "func", None)) in _BLANK
    }
    for loop in nodes:
        if not isinstance(loop, ast.For):
            continue
        for node in loop.body:
            place = node.targets[0] if isinstance(node, ast.Assign) else None
            name = getattr(place, "id", "")
            if name not in begun or times[name] != 2 or begun[name].lineno >= loop.lineno:
                continue
            yield from _carried(node, name, loop)  # type: ignore[arg-type]


def _carried(node: ast.Assign, name: str, loop: ast.For) -> Iterator[Said]:
    terms = list(_terms(node.value))
    old = [t for t in terms if _reads(t, name)]
    rest = [t for t in terms if not _reads(t, name)]
    indexed = {n.id for n in walk(loop.target) if isinstance(n, ast.Name)}
    if len(old) != 1 or not rest:
        return
    before = {
        n.targets[0].id: n.value
        for n in loop.body
        if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Name)
    }
    if not any(_hangs_on(t, indexed, before) for t in rest):
        return
    factor = _factor(old[0], name)
    place = node.targets[0]
    if factor is not None:
        yield node, "state-kept-by", (place, factor)
    elif getattr(old[0], "id", "") != name:
        yield node, "state-carried", (place,)


def _terms(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from _terms(node.left)
        yield from _terms(node.right)
    else:
        yield node


def _reads(node: ast.AST, name: str) -> bool:
    return any(getattr(n, "id", "") == name for n in walk(node))


def _hangs_on(node: ast.expr, names: set[str], before: dict[str, ast.expr]) -> bool:
    """Whether a term changes with the round: it reads the counter, or what was made with it."""
    read = {n.id for n in walk(node) if isinstance(n, ast.Name)}
    return bool(read & names) or any(
        n in before and any(getattr(m, "id", "") in names for m in walk(before[n])) for n in read
    )


def _factor(node: ast.expr, name: str) -> ast.expr | None:
    """`p` of `p * h`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        for side, other in ((node.left, node.right), (node.right, node.left)):
            if getattr(side, "id", "") == name and not _reads(other, name):
                return other
    return None
