"""All nodes of a tree, in half the time that `ast.walk` takes: half of reading code is walking it."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterator

_NO_NODES = frozenset(
    [
        *("ctx", "id", "attr", "arg", "asname", "module", "level", "type_comment", "kind"),
        *("conversion", "is_async", "simple"),
    ]
)
"""Fields that hold no node, or none that says more than the place that it stands in."""
_fields: dict[type[ast.AST], tuple[str, ...]] = {ast.Constant: ()}


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """The node and all below it, level by level, as `ast.walk` gives them; but no `ast.Load` and the
    like, which are a third of all nodes."""
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
