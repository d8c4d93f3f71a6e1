"""What the parts of a subscript are: numbers, whole dimensions, new ones."""

from __future__ import annotations

import ast

ORDINALS = ("first", "second", "third", "fourth", "fifth")
COMPUTED = ast.Call | ast.BinOp | ast.List | ast.IfExp | ast.Subscript


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def constant(node: ast.AST) -> int | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = constant(node.operand)
        return None if value is None else -value
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    return None


def nth(place: int) -> str:
    if place < 0:
        return "last" if place == -1 else "last but one"
    return ORDINALS[place]


def is_all(node: ast.expr) -> bool:
    return isinstance(node, ast.Slice) and not (node.lower or node.upper or node.step)


def is_ellipsis(node: ast.expr) -> bool:
    """`...`, which stands for all other dimensions, or for a body left out."""
    return isinstance(node, ast.Constant) and node.value is ...


def is_new(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def without_new_dimensions(node: ast.AST) -> ast.AST:
    """`c` of `c[None]` and `c[:, None]`: the same entries."""
    while isinstance(node, ast.Subscript):
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if not any(map(is_new, parts)) or not all(is_new(p) or is_all(p) for p in parts):
            return node
        node = node.value
    return node
