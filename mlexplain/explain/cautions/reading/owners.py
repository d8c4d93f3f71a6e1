"""Methods whose first argument is not called `self`: the same code with the usual name."""

from __future__ import annotations

import ast

from mlexplain.explain.read.copying import copied
from mlexplain.explain.read.walk import walk


def other_owner(tree: ast.AST) -> str | None:
    """What all methods call their object, where that is one name and not `self`."""
    found = {
        item.args.args[0].arg
        for node in walk(tree)
        if isinstance(node, ast.ClassDef)
        for item in node.body
        if isinstance(item, ast.FunctionDef) and item.args.args and not item.decorator_list
    }
    other = found - {"self"}
    if len(found) != 1 or not other - {"cls", "mcs"}:
        return None
    named = any(isinstance(node, ast.Name) and node.id == "self" for node in walk(tree))
    return None if named else other.pop()


def with_self(tree: ast.AST, owner: str) -> ast.AST:
    """A copy in which the methods call their object `self`."""
    made = copied(tree)
    for node in walk(made):
        if isinstance(node, ast.ClassDef):
            for item in node.body:
                if isinstance(item, ast.FunctionDef) and item.args.args:
                    if item.args.args[0].arg == owner and not item.decorator_list:
                        _rename(item, owner)
    return made


def same_place(node: ast.AST, copied: ast.AST) -> ast.AST:
    """The node of a copied tree that stands where a node of the first one does."""
    place = getattr(node, "lineno", 0), getattr(node, "col_offset", 0)
    for other in walk(copied):
        at = getattr(other, "lineno", 0), getattr(other, "col_offset", 0)
        if type(other) is type(node) and at == place:
            return other
    return copied


def _rename(function: ast.FunctionDef, owner: str) -> None:
    for node in walk(function):
        if isinstance(node, ast.Name) and node.id == owner:
            node.id = "self"
        elif isinstance(node, ast.arg) and node.arg == owner:
            node.arg = "self"
