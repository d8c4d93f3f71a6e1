"""Shares: how many of all rounds or entries were counted, over how many there were.

Like the other remarks, each asks for all the statements that make it true.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.context.assigned import names_set, times_set
from mlexplain.explain.context.guards import Said, last_name
from mlexplain.explain.facts.counting import counting
from mlexplain.explain.read.walk import walk

_RANGES = ("range", "trange")
_DRAWS = (
    *("random", "randint", "randrange", "choice", "choices", "sample", "uniform", "gauss"),
    *("shuffle", "normal", "binomial", "poisson", "exponential", "expovariate", "integers", "rand"),
)
_BLOCKS = ast.For | ast.AsyncFor | ast.While | ast.If | ast.With | ast.AsyncWith | ast.Try


def shares(nodes: list[ast.AST]) -> Iterator[Said]:
    """The remarks on a unit with these nodes."""
    rounds: dict[tuple[str, str], bool] = {}
    for loop in nodes:
        if isinstance(loop, ast.For) and last_name(getattr(loop.iter, "func", None)) in _RANGES:
            times = loop.iter.args  # type: ignore[attr-defined]
            chance = any(last_name(getattr(n, "func", None)) in _DRAWS for n in walk(loop))
            for branch in loop.body:
                for name in _counted(branch):
                    if len(times) == 1:
                        rounds[name, ast.unparse(times[0])] = chance
    divisions = list(_divisions(nodes))
    for statement, node in divisions:
        by_chance = rounds.get((ast.unparse(node.left), ast.unparse(node.right)))
        if by_chance is not None:
            yield statement, "share-of-rounds", (node.left, node.right)
        if by_chance:
            yield statement, "by-chance", (node.right,)
    if divisions:
        yield from _of_entries(nodes, divisions)


def _divisions(nodes: list[ast.AST]) -> Iterator[tuple[ast.stmt, ast.BinOp]]:
    """The divisions of simple statements."""
    for statement in nodes:
        if isinstance(statement, ast.stmt) and not isinstance(statement, _BLOCKS):
            for node in walk(statement):
                if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
                    yield statement, node


def _counted(branch: ast.stmt) -> Iterator[str]:
    """What is counted up in a branch, or by a truth value: `n += a == b`."""
    if isinstance(branch, ast.AugAssign) and isinstance(branch.value, ast.Compare):
        if isinstance(branch.op, ast.Add) and isinstance(branch.target, ast.Name):
            yield branch.target.id
    for node in branch.body if isinstance(branch, ast.If) else ():
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
            if getattr(node.value, "value", None) == 1 and isinstance(node.target, ast.Name):
                yield node.target.id


def _of_entries(
    nodes: list[ast.AST], divisions: list[tuple[ast.stmt, ast.BinOp]]
) -> Iterator[Said]:
    """`sum(a > 3 for a in x) / len(x)`, in one statement or several."""
    times = times_set(nodes)
    values = {name: value for _, name, value in names_set(nodes) if times[name] == 1}
    for statement, node in divisions:
        left = _resolved(node.left, values)
        if isinstance(left, ast.BinOp) and isinstance(left.op, ast.Mult):  # `100 * n / len(x)`
            sides = [s for s in (left.left, left.right) if not isinstance(s, ast.Constant)]
            left = _resolved(sides[0], values) if len(sides) == 1 else left
        of = _length(_resolved(node.right, values))
        through = counting(left)
        if of is not None and through is not None and ast.unparse(of) == ast.unparse(through[0]):
            hundred = any(getattr(n, "value", None) == 100 for n in walk(statement))
            key = "share-of-entries-hundred" if hundred else "share-of-entries"
            yield statement, key, (of, through[1])


def _resolved(node: ast.expr, values: dict[str, ast.expr]) -> ast.expr:
    return values.get(node.id, node) if isinstance(node, ast.Name) else node


def _length(node: ast.expr) -> ast.expr | None:
    call = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "len"
    return node.args[0] if call and len(node.args) == 1 else None  # type: ignore[attr-defined]
