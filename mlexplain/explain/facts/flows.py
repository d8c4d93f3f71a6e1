"""What flows into a value: all that it is made of, or only what it still is in another form."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.facts.predicates import called_name
from mlexplain.explain.facts.scope import Scope, dotted
from mlexplain.explain.read.walk import walk

_MOST_STEPS = 40

_TURNED = frozenset(
    (
        *("argmax", "argmin", "argsort", "nonzero", "searchsorted", "len", "size", "numel", "dim"),
        *("isnan", "isinf", "isfinite", "sign", "zeros_like", "ones_like", "rand_like", "id"),
        *("randn_like", "empty_like", "full_like", "range", "arange", "type", "isinstance"),
    )
)
"""Calls after which nothing of the kind of their inputs is left: places, sizes, signs."""


def reached(node: ast.AST, scope: Scope) -> Iterator[ast.AST]:
    """All parts of an expression and of what its names were set to, or are entries of."""
    waiting = [node]
    for _ in range(_MOST_STEPS):
        if not waiting:
            return
        for part in walk(waiting.pop()):
            yield part
            waiting.extend(_behind(part, scope))


def flowing(node: ast.AST, scope: Scope, masks: bool = False) -> Iterator[ast.AST]:
    """The same, but not what stands behind a call that gives something of another kind, or, but for
    `masks`, behind a comparison: the signs of gradients are no gradients, the place of the largest
    probability is none."""
    waiting = [node]
    for _ in range(_MOST_STEPS):
        if not waiting:
            return
        hidden: set[int] = set()
        for part in walk(waiting.pop()):
            if id(part) in hidden:
                continue
            yield part
            if _turns(part) or (isinstance(part, ast.Compare) and not masks):
                hidden.update(id(n) for n in walk(part))
            else:
                waiting.extend(_behind(part, scope))


def _behind(part: ast.AST, scope: Scope) -> Iterator[ast.AST]:
    """What a name holds, what it is an entry of, what a function of the snippet returns."""
    if isinstance(part, ast.Call) and scope.returned:
        yield from scope.returned.get(dotted(part.func) or "", ())
    if id(part) in scope.definitions:
        yield scope.definitions[id(part)]
    elif isinstance(part, ast.Name) and part.id in scope.elements:
        yield scope.elements[part.id]


def _turns(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in ("shape", "ndim", "dtype", "device")
    return called_name(node) in _TURNED
