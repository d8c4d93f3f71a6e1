"""Names that are set to a formula with a name: `q`, the root mean squared error."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator

from mlexplain.explain.facts.roles import role_of
from mlexplain.explain.read.walk import walk

_Unit = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda


def formulas(
    body: list[ast.stmt], role: Callable[[ast.expr], str | None]
) -> Iterator[tuple[int, str]]:
    """The roles of names in one unit, by the identity of their nodes: of those that are set once,
    and whose spelling tells nothing. `role` names the formula that an expression is."""
    nodes = [n for statement in body for n in _own(statement)]
    stored = Counter(n.id for n in nodes if isinstance(n, ast.Name) and not _is_read(n))
    changed = {name for n in nodes for name in _changed(n)}
    found: dict[str, str] = {}
    for name, value in _assigned(nodes):
        if stored[name] > 1 or name in changed or role_of(name):
            continue
        if any(isinstance(n, ast.Name) and n.id == name for n in walk(value)):
            continue
        named = role(value)
        if named:
            found[name] = named
    for node in nodes:
        if isinstance(node, ast.Name) and node.id in found:
            yield id(node), found[node.id]


def _assigned(nodes: list[ast.AST]) -> Iterator[tuple[str, ast.expr]]:
    """Names with what they are set to, those of `a, b = c, d` one by one."""
    for node in nodes:
        if not isinstance(node, ast.Assign):
            continue
        target, value = node.targets[0], node.value
        pairs = [(target, value)]
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            pairs = list(zip(target.elts, value.elts, strict=False))
        yield from ((t.id, each) for t, each in pairs if isinstance(t, ast.Name))


def _changed(node: ast.AST) -> Iterator[str]:
    """`x` of `x[i] = y` and of `x.mul_(2)`."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
        yield getattr(node.value, "id", "")
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr.endswith("_"):
            yield getattr(node.func.value, "id", "")


def _is_read(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Load)


def _own(statement: ast.AST) -> Iterator[ast.AST]:
    if isinstance(statement, _Unit):
        return
    yield statement
    for child in ast.iter_child_nodes(statement):
        yield from _own(child)
