"""A snippet as the look-outs see it, and what they report."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from mlexplain.explain.scope import Scope, dotted


@dataclass(frozen=True, slots=True)
class Seen:
    """A mistake at a line of the recovered source; `values` fill the holes of its text."""

    slug: str
    line: int
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Snippet:
    """The code, with what several look-outs ask of it."""

    tree: ast.AST
    scope: Scope

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @cached_property
    def functions(self) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
        return [n for n in self.nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]

    @cached_property
    def values(self) -> dict[str, ast.expr]:
        """What a name was set to, where it was set just once."""
        found: dict[str, list[ast.expr]] = {}
        for node in self.nodes:
            if isinstance(node, ast.Assign) and len(node.targets) == 1:
                name = dotted(node.targets[0])
                if name:
                    found.setdefault(name, []).append(node.value)
        return {name: values[0] for name, values in found.items() if len(values) == 1}

    def full_name(self, node: ast.AST) -> str:
        return self.scope.full_name(node) or ""

    def called(self, node: ast.AST) -> str:
        """The full name of a call's function, "" for all else."""
        return self.full_name(node.func) if isinstance(node, ast.Call) else ""

    def made_by(self, node: ast.AST) -> str:
        """The full name of what made a value: of its call, or of the call its name was set to."""
        name = dotted(node)
        if name is not None:
            return self.called(self.values[name]) if name in self.values else ""
        return self.called(node)


def method(node: ast.AST) -> str:
    """The name of a called method, "" for all else."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr
    return ""


def receiver(node: ast.AST) -> ast.expr | None:
    """What a method is called on."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.value
    return None


def walk_in_order(node: ast.AST) -> Iterator[ast.AST]:
    """A node and all below it, in the order of the source."""
    yield node
    for child in ast.iter_child_nodes(node):
        yield from walk_in_order(child)


def last_name(node: ast.AST) -> str:
    """`optimizer` of `self.optimizer`, in lower case."""
    return (dotted(node) or "").split(".")[-1].lower()


def keyword(node: ast.Call, name: str) -> ast.expr | None:
    """The value of a keyword argument."""
    return next((k.value for k in node.keywords if k.arg == name), None)
