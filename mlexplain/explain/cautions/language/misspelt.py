"""Names of a class that its own methods do not find: methods misspelt, values kept as local names."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.bindings import Function
from mlexplain.explain.cautions.reading.flow import method_of
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_INIT = frozenset(["__init", "__inti__", "__intit__", "__ini__", "__iniit__"])
_FORWARD = frozenset(["foward", "farward", "forwad", "forard", "forwards", "fowrard", "froward"])
_KNOWN_BASES = frozenset(["object", "nn.Module", "torch.nn.Module", "Module", "ABC"])


def look(snippet: Snippet) -> Iterator[Seen]:
    for owner in snippet.flow.classes.values():
        for item in owner.body:
            if isinstance(item, Function):
                yield from _misspelt(item, owner)
        yield from _local_alone(owner, snippet)


def _misspelt(item: ast.FunctionDef | ast.AsyncFunctionDef, owner: ast.ClassDef) -> Iterator[Seen]:
    """`def __int__(self, size)` and `def foward(self, x)`: nothing ever calls them."""
    right = "__init__" if item.name in _INIT else "forward" if item.name in _FORWARD else ""
    if item.name == "__int__" and len(item.args.args) > 1:
        right = "__init__"
    if right and method_of(owner, right) is None:
        values = {"name": f"`{item.name}`", "right": f"`{right}`"}
        yield Seen("special-name-misspelt", item.lineno, values)


def _local_alone(owner: ast.ClassDef, snippet: Snippet) -> Iterator[Seen]:
    """`fc = nn.Linear(…)` in `__init__`, and `self.fc(x)` in `forward`."""
    made = method_of(owner, "__init__")
    bases = {dotted(b) for b in owner.bases}
    if made is None or not bases <= _KNOWN_BASES or owner.decorator_list:
        return
    inside = list(walk(owner))
    known = {
        n.attr
        for n in inside
        if isinstance(n, ast.Attribute)
        and isinstance(n.ctx, ast.Store)
        and dotted(n.value) == "self"
    }
    known |= {i.name for i in owner.body if isinstance(i, Function | ast.ClassDef)}
    known |= {name for i in owner.body for n in walk(i) if (name := _in_body(n, i))}
    called = snippet.called_names
    if "__getattr__" in known or called & {"setattr", "register_buffer", "register_parameter"}:
        return
    if "add_module" in called or any("__dict__" in row for row in snippet.rows):
        return
    asked = {n.attr for n in inside if isinstance(n, ast.Attribute) and dotted(n.value) == "self"}
    for step in made.body:
        name = step.targets[0].id if _sets_local(step) else ""  # type: ignore[attr-defined]
        read = any(
            isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)
            for n in walk(made)
        )
        if name and name in asked - known and not read:
            yield Seen("local-alone", step.lineno, {"name": f"`{name}`"})


def _sets_local(step: ast.stmt) -> bool:
    return isinstance(step, ast.Assign) and isinstance(step.targets[0], ast.Name)


def _in_body(node: ast.AST, item: ast.stmt) -> str:
    """A name that the body of the class sets."""
    plain = isinstance(item, ast.Assign | ast.AnnAssign) and isinstance(node, ast.Name)
    return node.id if plain and isinstance(node.ctx, ast.Store) else ""  # type: ignore[attr-defined]
