"""What is set back to how it began: a field in another method, a name in a loop."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.facts.clues import pairs
from mlexplain.explain.read.walk import walk

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_LOOPS = ast.For | ast.AsyncFor | ast.While


def resets(unit: ast.AST) -> set[int]:
    """The targets of a class or function, by node, that get again what they began with."""
    if isinstance(unit, ast.ClassDef):
        return set(_of_fields(unit))
    return set(_of_names(unit)) if isinstance(unit, _Function) else set()


def _of_fields(unit: ast.ClassDef) -> Iterator[int]:
    methods = [n for n in unit.body if isinstance(n, _Function)]
    first = next((m for m in methods if m.name == "__init__"), None)
    begun = {t: v for s in (first.body if first else ()) for _, t, v in _set(s) if t[:5] == "self."}
    for method in methods:
        if method is not first:
            for node in walk(method):
                yield from (id(place) for place, t, v in _set(node) if begun.get(t) == v)


def _of_names(unit: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[int]:
    begun = {t: v for s in unit.body for _, t, v in _set(s)}
    for loop in (s for s in unit.body if isinstance(s, _LOOPS)):
        for node in walk(loop):
            for place, name, value in _set(node):
                if isinstance(place, ast.Name) and begun.get(name) == value:
                    yield id(place)


def _set(node: ast.AST) -> Iterator[tuple[ast.expr, str, str]]:
    """Targets that are set to a number, a text, `None` or an empty container."""
    given = node.targets[0] if isinstance(node, ast.Assign) and len(node.targets) == 1 else None
    for place, value in pairs(given, node.value) if given is not None else ():  # type: ignore[attr-defined]
        empty = isinstance(value, ast.List | ast.Dict) and not any(
            isinstance(n, ast.expr) for n in ast.iter_child_nodes(value)
        )
        plain = isinstance(value, ast.Constant) and not isinstance(value.value, bool)
        if plain or empty:
            yield place, ast.unparse(place), ast.unparse(value)
