"""How masks are read where they are used: whether their ones or their zeros rule places out."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.read.walk import walk

_FILLS = ("masked_fill", "masked_fill_")
_CONVERSIONS = ("bool", "to", "view", "unsqueeze", "expand", "contiguous")


def masks(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """`hides zeros`: `m` of `s.masked_fill(m == 0, -inf)`; `hides ones`: `m` of
    `s.masked_fill(m, -inf)`. A mask that is read in both ways is neither."""
    read: dict[str, set[str]] = {}
    for node in walk(tree):
        if isinstance(node, ast.Call) and _last(node.func) in _FILLS and len(node.args) == 2:
            name, zeros = _read(node.args[0])
            if name and _is_low(node.args[1]):
                read.setdefault(name, set()).add("hides zeros" if zeros else "hides ones")
    for name, ways in read.items():
        if len(ways) == 1:
            yield ways.pop(), name


def _read(node: ast.expr) -> tuple[str, bool]:
    """The name within, and whether its zeros hold."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert):
        name, zeros = _read(node.operand)
        return name, not zeros
    if isinstance(node, ast.Subscript):
        return _read(node.value)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        name, zeros = _read(node.func.value)
        if node.func.attr == "logical_not":
            return name, not zeros
        return (name, zeros) if node.func.attr in _CONVERSIONS else ("", False)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        name, zeros = _read(node.left)
        with_ = getattr(node.comparators[0], "value", None)
        equal = isinstance(node.ops[0], ast.Eq)
        if with_ not in (0, 1) or not isinstance(node.ops[0], ast.Eq | ast.NotEq):
            return "", False
        return name, zeros != (equal == (with_ == 0))
    return _dotted(node), False


def _is_low(node: ast.expr) -> bool:
    """`float("-inf")`, `-1e9`, `-torch.inf`, `torch.finfo(s.dtype).min`."""
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.USub)
    if isinstance(node, ast.Call):
        return bool(node.args) and getattr(node.args[0], "value", "") == "-inf"
    return isinstance(node, ast.Attribute) and node.attr in ("min", "NINF")


def _last(func: ast.AST) -> str:
    return str(getattr(func, "attr", getattr(func, "id", "")))


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    before = _dotted(node.value) if isinstance(node, ast.Attribute) else ""
    return f"{before}.{node.attr}" if before else ""  # type: ignore[attr-defined]
