"""What a statement means by where it stands."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.read.walk import walk

_FIELDS = frozenset(
    ["dataclass", "dataclasses", "define", "frozen", "attrs", "NamedTuple", "BaseModel", "SQLModel"]
)
_Unit = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def returns_inside(loop: ast.For | ast.AsyncFor | ast.While) -> bool:
    """Whether a loop may end the function around it."""
    waiting: list[ast.AST] = [*loop.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Return):
            return True
        if not isinstance(node, _Unit | ast.Lambda):
            waiting += ast.iter_child_nodes(node)
    return False


def defaults(unit: ast.AST) -> Iterator[ast.AnnAssign]:
    """The fields of a class whose initialiser is made from them, where they have a default."""
    if isinstance(unit, ast.ClassDef) and _makes_fields(unit):
        for node in unit.body:
            if isinstance(node, ast.AnnAssign) and node.value is not None:
                yield node


def gives_way(
    unit: ast.AST, marked: tuple[str, ...] = ("contextmanager", "asynccontextmanager")
) -> Iterator[ast.Yield]:
    """Where a context manager, written as a function, lets the block of the `with` run; or
    where a function that is decorated otherwise hands over."""
    if isinstance(unit, ast.FunctionDef | ast.AsyncFunctionDef):
        if any(_last(d) in marked for d in unit.decorator_list):
            yield from (n for n in walk(unit) if isinstance(n, ast.Yield))


def through_setters(unit: ast.AST) -> Iterator[ast.Assign]:
    """`self.x = …` outside the setter of `x`, in a class whose setter refuses some values."""
    if not isinstance(unit, ast.ClassDef):
        return
    methods = [n for n in unit.body if isinstance(n, ast.FunctionDef)]
    setters = {n.name: n for n in methods if any(_sets(d, n.name) for d in n.decorator_list)}
    checked = {
        name
        for name, setter in setters.items()
        if any(isinstance(n, ast.Raise | ast.Assert) for n in walk(setter))
    }
    for method in methods:
        for node in walk(method) if method not in setters.values() else ():
            if isinstance(node, ast.Assign) and len(node.targets) == 1:
                place = node.targets[0]
                own = isinstance(place, ast.Attribute) and getattr(place.value, "id", "") == "self"
                if own and place.attr in checked:  # type: ignore[attr-defined]
                    yield node


def _sets(decorator: ast.expr, name: str) -> bool:
    """`@name.setter`."""
    setter = isinstance(decorator, ast.Attribute) and decorator.attr == "setter"
    return setter and getattr(decorator.value, "id", "") == name  # type: ignore[attr-defined]


def _makes_fields(unit: ast.ClassDef) -> bool:
    return any(_last(n) in _FIELDS for n in (*unit.decorator_list, *unit.bases))


def _last(node: ast.expr) -> str:
    named = node.func if isinstance(node, ast.Call) else node
    return str(named.attr if isinstance(named, ast.Attribute) else getattr(named, "id", ""))
