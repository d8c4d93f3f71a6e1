"""What a name holds where it is read: the value that it was last set to, where that is certain."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_Held = dict[str, ast.expr]
_VALUES = (ast.BinOp, ast.Call, ast.UnaryOp, ast.Compare, ast.Subscript, ast.Attribute)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_DEEPEST = 6


def definitions(tree: ast.AST) -> dict[int, ast.expr]:
    """By the identity of each name's node: the expression that it was set to.

    Only along straight lines of code: what a branch or loop may change is not known after it.
    """
    found: dict[int, ast.expr] = {}
    _block(list(getattr(tree, "body", [])), {}, found, {})
    return found


def _block(
    body: list[ast.stmt], held: _Held, found: dict[int, ast.expr], depths: dict[int, int]
) -> None:
    for node in body:
        if isinstance(node, _FUNCTIONS):
            _block(node.body, {}, found, depths)
            continue
        inner = list(_blocks(node))
        if not inner:
            _read(node, held, found)
            _forget(held, set(_set_names(node)))
            _keep(node, held, found, depths)
            continue
        changed = set(_set_names(node))
        loops = isinstance(node, ast.For | ast.AsyncFor | ast.While)
        if loops:
            _forget(held, changed)
        for name, value in ast.iter_fields(node):
            if name not in ("body", "orelse", "finalbody", "handlers"):
                for part in value if isinstance(value, list) else [value]:
                    if isinstance(part, ast.AST):
                        _read(part, held, found)
        for block in inner:
            _block(block, dict(held), found, depths)
        _forget(held, changed)


def _blocks(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if isinstance(block, list) and block:
            yield block
    for handler in getattr(node, "handlers", []):
        yield handler.body


def _comprehended(node: ast.AST) -> set[str]:
    """Names of comprehensions, which mean nothing outside of these."""
    return {
        n.id
        for c in ast.walk(node)
        if isinstance(c, ast.comprehension)
        for n in ast.walk(c.target)
        if isinstance(n, ast.Name)
    }


def _read(node: ast.AST, held: _Held, found: dict[int, ast.expr]) -> None:
    hidden = _comprehended(node)
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
            if part.id in held and part.id not in hidden:
                found[id(part)] = held[part.id]


def _set_names(node: ast.AST) -> Iterator[str]:
    own = {
        id(n)
        for c in ast.walk(node)
        if isinstance(c, ast.comprehension)
        for n in ast.walk(c.target)
    }
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load):
            if id(part) not in own:
                yield part.id
        elif isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
            # `x.mul_(2)` changes `x`.
            if part.func.attr.endswith("_") and isinstance(part.func.value, ast.Name):
                yield part.func.value.id
        elif isinstance(part, ast.Subscript | ast.Attribute) and isinstance(
            part.ctx, ast.Store | ast.Del
        ):
            whole: ast.AST = part
            while isinstance(whole, ast.Subscript | ast.Attribute):
                whole = whole.value
            if isinstance(whole, ast.Name):
                yield whole.id


def _forget(held: _Held, changed: set[str]) -> None:
    for name in list(held):
        if name in changed or changed.intersection(_names(held[name])):
            del held[name]


def _names(node: ast.AST) -> Iterator[str]:
    """The names that a value hangs on; `p.mul_(2)` leaves `p.grad` as it is."""
    if isinstance(node, ast.Attribute) and node.attr == "grad":
        return iter(())
    hidden = _comprehended(node)
    return (n.id for n in ast.walk(node) if isinstance(n, ast.Name) and n.id not in hidden)


def _keep(node: ast.stmt, held: _Held, found: dict[int, ast.expr], depths: dict[int, int]) -> None:
    if not (isinstance(node, ast.Assign) and len(node.targets) == 1):
        return
    target, value = node.targets[0], node.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        if len(target.elts) == len(value.elts):
            read = set(_names(value))
            if not any(isinstance(t, ast.Name) and t.id in read for t in target.elts):
                for t, v in zip(target.elts, value.elts, strict=True):
                    _hold(t, v, held, found, depths)
        return
    _hold(target, value, held, found, depths)


def _hold(
    target: ast.expr,
    value: ast.expr,
    held: _Held,
    found: dict[int, ast.expr],
    depths: dict[int, int],
) -> None:
    if not (isinstance(target, ast.Name) and isinstance(value, _VALUES)):
        return
    if target.id in _names(value):
        return
    inside = [found[id(n)] for n in ast.walk(value) if id(n) in found]
    depth = 1 + max((depths.get(id(v), 0) for v in inside), default=0)
    if depth <= _DEEPEST:
        depths[id(value)] = depth
        held[target.id] = value
