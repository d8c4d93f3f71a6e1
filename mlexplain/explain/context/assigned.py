"""Which statements set which names, and to what."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator


def names_set(nodes: list[ast.AST]) -> Iterator[tuple[ast.stmt, str, ast.expr]]:
    """Statements with the names that they set, and the values."""
    for node in nodes:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                for place, value in pairs(node, target):
                    if isinstance(place, ast.Name):
                        yield node, place.id, value


def pairs(node: ast.Assign, target: ast.expr | None = None) -> Iterator[tuple[ast.expr, ast.expr]]:
    """The places that an assignment sets (of one target), each with its value."""
    target = target or node.targets[0]
    if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
        yield from zip(target.elts, node.value.elts, strict=False)
    else:
        yield target, node.value


def times_set(nodes: list[ast.AST]) -> Counter[str]:
    """How often each name is set."""
    return Counter(n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))


def set_by(node: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    """The names that a statement sets, with the values."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Name):
                yield target.id, node.value
            elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                for place, value in zip(target.elts, node.value.elts, strict=False):
                    yield getattr(place, "id", ""), value
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        yield getattr(node.target, "id", ""), node.value
