"""Where a name still holds scores, of which a softmax makes weights under the same name later."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.read.walk import walk

BEFORE_SOFTMAX = "before softmax"


def scores(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """`before softmax`: `a:3`, where line 3 sets `a` to what is no softmax, and `a = softmax(a)`
    stands further down."""
    found = [n for n in walk(tree) if isinstance(n, ast.Assign) and len(n.targets) == 1]
    turned: dict[str, int] = {}
    for node in found:
        name = getattr(node.targets[0], "id", "")
        names = {getattr(n, "id", "") for n in walk(node.value)}
        if name in names and _is_softmax(node.value):
            turned[name] = node.lineno
    for node in found if turned else ():
        name = getattr(node.targets[0], "id", "")
        if node.lineno < turned.get(name, 0) and not _is_softmax(node.value):
            yield BEFORE_SOFTMAX, f"{name}:{node.lineno}"


def _is_softmax(node: ast.AST) -> bool:
    calls = (n.func for n in walk(node) if isinstance(n, ast.Call))
    return any(getattr(f, "attr", getattr(f, "id", "")) == "softmax" for f in calls)
