"""Names that a function changes without having them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.bindings import Function, arguments
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    """`count += 1` in a function that has no `count` of its own and says no `global`."""
    for function in snippet.functions:
        own = {a.arg for a in arguments(function)}
        inside = [n for n in walk(function) if snippet.flow.function(n) is function]
        for node in inside:
            if isinstance(node, ast.Global | ast.Nonlocal):
                own |= set(node.names)
        for change in inside:
            if not isinstance(change, ast.AugAssign) or not isinstance(change.target, ast.Name):
                continue
            name = change.target.id
            if name in own or _set_otherwise(name, inside, change):
                continue
            if _known_outside(name, function, snippet):
                yield Seen("changed-without-global", change.lineno, {"name": f"`{name}`"})
                break


def _set_otherwise(name: str, inside: list[ast.AST], change: ast.AugAssign) -> bool:
    """Whether the function gives the name a value of its own, anywhere."""
    for node in inside:
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store):
            if not any(isinstance(c, ast.AugAssign) and c.target is node for c in inside):
                return True
        if isinstance(node, ast.alias) and (node.asname or node.name) == name:
            return True
        if isinstance(node, Function | ast.ClassDef) and node.name == name:
            return True
        if isinstance(node, ast.ExceptHandler) and node.name == name:
            return True
    return False


def _known_outside(name: str, function: ast.AST, snippet: Snippet) -> bool:
    """Whether the name has a value where the function stands."""
    return any(
        isinstance(n, ast.Assign)
        and any(isinstance(t, ast.Name) and t.id == name for t in n.targets)
        and not snippet.flow.inside(n, function)
        and not isinstance(snippet.flow.parent(n), ast.ClassDef)
        and snippet.flow.function(n) in (None, *_around(function, snippet))
        for n in snippet.nodes
    )


def _around(function: ast.AST, snippet: Snippet) -> list[ast.AST]:
    return [n for n in snippet.flow.above(function) if isinstance(n, Function)]
