"""All nodes of a tree, in half the time that `ast.walk` takes: half of reading code is walking it.

What is below a module, class or function is noted on it when it is first asked for: whoever changes a
tree calls `forget`.
"""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterator
from itertools import chain

_NO_NODES = frozenset(
    [
        *("ctx", "id", "attr", "arg", "asname", "module", "level", "type_comment", "kind"),
        *("conversion", "is_async", "simple"),
    ]
)
"""Fields that hold no node, or none that says more than the place that it stands in."""
_fields: dict[type[ast.AST], tuple[str, ...]] = {ast.Constant: ()}
_WHOLES = frozenset([ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef])
WALKED = "_walked"
"""The attribute in which all below a node is noted on it."""


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """The node and all below it, level by level, as `ast.walk` gives them; but no `ast.Load` and the
    like, which are a third of all nodes."""
    if node.__class__ not in _WHOLES:
        return _walk(node)
    below: tuple[ast.AST, ...] | None = getattr(node, WALKED, None)
    if below is None:
        below = tuple(_walk(node))[1:]
        setattr(node, WALKED, below)
    return chain((node,), below)


def forget(tree: ast.AST) -> None:
    """Take away what has been noted before the tree was changed."""
    for node in _walk(tree):
        node.__dict__.pop(WALKED, None)


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    waiting = deque([node])
    while waiting:
        node = waiting.popleft()
        names = _fields.get(node.__class__)
        for name in _fields_of(node.__class__) if names is None else names:
            part = getattr(node, name, None)
            if part.__class__ is list:
                waiting.extend([each for each in part if isinstance(each, ast.AST)])
            elif isinstance(part, ast.AST):
                waiting.append(part)
        yield node


def _fields_of(kind: type[ast.AST]) -> tuple[str, ...]:
    _fields[kind] = tuple(name for name in kind._fields if name not in _NO_NODES)
    return _fields[kind]
