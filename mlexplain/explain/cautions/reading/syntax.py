"""Small questions to a node of the syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.facts.scope import dotted


def number(node: ast.AST | None) -> int | None:
    """The value of a whole number, `-1` included."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = number(node.operand)
        return None if inner is None else -inner
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    return None


def same(one: ast.AST, other: ast.AST) -> bool:
    """Whether two expressions are spelled alike."""
    return ast.dump(one) == ast.dump(other)


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


def words(name: str | None) -> list[str]:
    """`self`, `x`, `train` of `self.x_train`: the parts of a dotted name, in lower case."""
    return (name or "").lower().replace(".", "_").split("_")


def named(node: ast.AST) -> set[str]:
    """The words of a name in the code."""
    return set(words(dotted(node)))
