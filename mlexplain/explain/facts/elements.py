"""What names are entries of: `gs` for the `g` of `for p, g in zip(ps, gs)`."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

from mlexplain.explain.read.walk import walk


def elements(tree: ast.AST) -> dict[str, ast.expr]:
    """By a loop's name, what the loop goes over. Names that are set twice are left out, but for those
    of loops that go over the same thing."""
    times: Counter[str] = Counter()
    found: dict[str, list[ast.expr]] = {}
    for node in walk(tree):
        if isinstance(node, ast.arg):
            times[node.arg] += 1
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            times[node.id] += 1
        elif isinstance(node, ast.For | ast.comprehension):
            for name, value in _entries(node.target, node.iter):
                found.setdefault(name, []).append(value)
    return {
        name: values[0]
        for name, values in found.items()
        if times[name] == len(values) and len(set(map(ast.unparse, values))) == 1
    }


def _entries(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Call):
        called = getattr(value.func, "id", "")
        if called == "zip":
            for place, given in zip(target.elts, value.args, strict=False):
                yield from _entries(place, given)
        elif called == "enumerate" and len(target.elts) == 2 and value.args:
            yield from _entries(target.elts[1], value.args[0])
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple | ast.List):
        rows = [r.elts for r in value.elts if isinstance(r, ast.Tuple | ast.List)]
        for i, place in enumerate(target.elts):
            if isinstance(place, ast.Name) and rows and all(len(r) > i for r in rows):
                yield place.id, ast.Tuple([r[i] for r in rows], ast.Load())
