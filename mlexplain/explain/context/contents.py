"""What containers that begin empty will hold: what stands under which key, and by which method.

Told where the container is made. All that is put into it must be one thing in one form; so a
container that is filled in several ways is not spoken of.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from mlexplain.explain.context.guards import Said
from mlexplain.explain.read.walk import walk

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_APPENDING = frozenset(["append", "appendleft", "add"])
_OTHERWISE = frozenset(["update", "extend", "insert", "setdefault", "push", "put"])
_EMPTY = frozenset(["dict", "list", "set", "deque", "defaultdict", "OrderedDict"])
_LONGEST = 45

_Put = tuple[str, ast.expr | None, ast.expr]
"""How something is put in (`at`, `add`, `add at`), under which key, and what."""


def held_by_fields(body: list[ast.stmt]) -> Iterator[Said]:
    """`self.d = {}` of a class with this body, where one of its methods sets `self.d[k] = v`."""
    methods = [n for n in body if isinstance(n, _Function)]
    begun = {
        ast.unparse(place): statement
        for m in methods
        if m.name == "__init__"
        for statement in m.body
        for place in _begun(statement)
        if isinstance(place, ast.Attribute)
    }
    if not begun:
        return
    found: dict[str, list[tuple[_Put, str]]] = {}
    for method in methods:
        for name, put in _puts(walk(method), begun):
            found.setdefault(name, []).append((put, method.name))
    for name, puts in found.items():
        if len({_signature(p) for p, _ in puts}) == 1:
            (how, key, value), method_name = puts[0]
            alone = len(puts) == 1
            yield from _told(begun[name], how, key, value, method_name if alone else "")


def held_by_names(body: list[ast.stmt], nodes: list[ast.AST]) -> Iterator[Said]:
    """`d = {}` of a unit, where `d[k] = v` comes once, and which is not returned at the end, where
    what a loop has built is told."""
    last = body[-1] if body else None
    returned = getattr(getattr(last, "value", None), "id", "")
    begun = {
        place.id: node
        for node in nodes
        if isinstance(node, ast.stmt)
        for place in _begun(node)
        if isinstance(place, ast.Name) and place.id != returned
    }
    found: dict[str, list[_Put]] = {}
    for name, put in _puts(nodes, begun) if begun else ():
        found.setdefault(name, []).append(put)
    for name, puts in found.items():
        how, key, value = puts[0]
        if len(puts) == 1 and key is not None and how == "at":
            yield from _told(begun[name], how, key, value, "")


def _begun(node: ast.stmt) -> Iterator[ast.expr]:
    """Names and fields that begin as an empty container."""
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        pairs: list[tuple[ast.expr, ast.expr]] = [(node.target, node.value)]
    elif isinstance(node, ast.Assign) and len(node.targets) == 1:
        pairs = [(node.targets[0], node.value)]
    else:
        return
    for place, value in pairs:
        if isinstance(value, ast.Dict | ast.List):
            empty = not any(isinstance(n, ast.expr) for n in ast.iter_child_nodes(value))
        else:
            made = getattr(value, "func", None)
            name = getattr(made, "id", getattr(made, "attr", ""))
            empty = name in _EMPTY and (name == "defaultdict" or not value.args)  # type: ignore[attr-defined]
        if empty:
            yield place


def _puts(nodes: Iterable[ast.AST], begun: dict[str, ast.stmt]) -> Iterator[tuple[str, _Put]]:
    for node in nodes:
        if isinstance(node, ast.Assign):
            for place in node.targets:
                if isinstance(place, ast.Subscript) and ast.unparse(place.value) in begun:
                    yield ast.unparse(place.value), ("at", place.slice, node.value)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Subscript):
            if ast.unparse(node.target.value) in begun:
                yield ast.unparse(node.target.value), ("other", None, node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if node.func.attr in _APPENDING and len(node.args) == 1:
                if isinstance(owner, ast.Subscript) and ast.unparse(owner.value) in begun:
                    yield ast.unparse(owner.value), ("add at", owner.slice, node.args[0])
                elif ast.unparse(owner) in begun:
                    yield ast.unparse(owner), ("add", None, node.args[0])
            elif node.func.attr in _OTHERWISE and ast.unparse(owner) in begun:
                yield ast.unparse(owner), ("other", None, owner)


def _signature(put: _Put) -> tuple[str, str, str]:
    how, key, value = put
    return how, ast.unparse(key) if key is not None else "", ast.unparse(value)


def _told(
    at: ast.stmt, how: str, key: ast.expr | None, value: ast.expr, method: str
) -> Iterator[Said]:
    if len(ast.unparse(value)) > _LONGEST or isinstance(key, ast.Constant | ast.Slice):
        return
    held = {ast.unparse(place) for place in _begun(at)}
    if any(ast.unparse(n) in held for n in walk(value) if isinstance(n, ast.Name | ast.Attribute)):
        return  # it is counted or changed, not put in
    if how == "add" and method and not isinstance(value, ast.Constant):
        yield at, "will-hold", (value, ast.Name(method))
    if key is None or len(ast.unparse(key)) > _LONGEST:
        return
    if how == "at":
        yield at, "will-hold-under", (value, key)
    elif how == "add at":
        yield at, "will-collect-under", (value, key)
