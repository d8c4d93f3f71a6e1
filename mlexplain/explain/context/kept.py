"""Values that are kept as they were, since what they come from changes before they are used.

Like the other remarks, each asks for all the statements that make it true.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.context.bearings import blocks
from mlexplain.explain.context.guards import Said, last_name
from mlexplain.explain.read.walk import walk

_COPIES = ("copy", "clone", "deepcopy", "item")


def kept(body: list[ast.stmt]) -> Iterator[Said]:
    """`k = a[i].copy()`, then `a[i] -= …`, then a value computed with `k`."""
    for block in blocks(body):
        for place, node in enumerate(block):
            if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
                continue
            of = _copied(node.value)
            if of is None or len(node.targets) != 1:
                continue
            changed = False
            for later in block[place + 1 :]:
                if changed and _computes_with(later, node.targets[0].id):
                    yield node, "old-kept", (of,)
                    break
                if _sets(later, node.targets[0].id):
                    break
                changed = changed or _sets(later, ast.unparse(of))


def _copied(value: ast.expr) -> ast.expr | None:
    """`a` of `a.copy()` and `copy(a)`."""
    if not isinstance(value, ast.Call) or last_name(value.func) not in _COPIES:
        return None
    if value.args:
        of = value.args[0] if len(value.args) == 1 else None
    else:
        of = value.func.value if isinstance(value.func, ast.Attribute) else None
    return of if isinstance(of, ast.Subscript | ast.Name | ast.Attribute) else None


def _sets(node: ast.stmt, place: str) -> bool:
    if isinstance(node, ast.AugAssign):
        return ast.unparse(node.target) == place
    return isinstance(node, ast.Assign) and any(ast.unparse(t) == place for t in node.targets)


def _computes_with(node: ast.stmt, name: str) -> bool:
    """Whether a statement uses a name in a computation, not to put it back."""
    value = getattr(node, "value", None)
    if not isinstance(node, ast.Assign | ast.AugAssign) or not isinstance(value, ast.BinOp):
        return False
    return any(isinstance(n, ast.Name) and n.id == name for n in walk(value))
