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
    found: dict[str, str] = {}
    for node in nodes:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if not isinstance(target, ast.Name) or stored[target.id] > 1 or role_of(target.id):
            continue
        if any(isinstance(n, ast.Name) and n.id == target.id for n in walk(node.value)):  # type: ignore[attr-defined]
            continue
        named = role(node.value)  # type: ignore[attr-defined]
        if named:
            found[target.id] = named
    for node in nodes:
        if isinstance(node, ast.Name) and node.id in found:
            yield id(node), found[node.id]


def _is_read(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Load)


def _own(statement: ast.AST) -> Iterator[ast.AST]:
    if isinstance(statement, _Unit):
        return
    yield statement
    for child in ast.iter_child_nodes(statement):
        yield from _own(child)
