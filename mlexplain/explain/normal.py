"""A normal form of Python code, in which different spellings of one operation are the same.

`torch.softmax(x, dim=-1)`, `F.softmax(x, -1)` and `x.softmax(-1)` become the same call, `w -= g`
the same assignment as `w = w - g`, and keyword arguments take the place that their function gives
them. Nodes are tuples; a name beginning with `H_` is a hole of a pattern.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache
from typing import Any

from mlexplain.explain import knowledge
from mlexplain.explain.scope import Scope

Normal = tuple[Any, ...]
HOLE = "H_"


def expression(node: ast.AST, scope: Scope) -> Normal:
    """The normal form of an expression: (kind, original node, parts…)."""
    if isinstance(node, ast.Name):
        if node.id.startswith(HOLE):
            return ("hole", node, node.id[len(HOLE) :])
        return ("name", node, node.id)
    if isinstance(node, ast.Constant):
        return ("any", node) if node.value is Ellipsis else ("const", node, node.value)
    if isinstance(node, ast.UnaryOp):
        return _unary(node, scope)
    if isinstance(node, ast.BinOp):
        return (
            "bin",
            node,
            type(node.op).__name__,
            expression(node.left, scope),
            expression(node.right, scope),
        )
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        op = type(node.ops[0]).__name__
        return (
            "cmp",
            node,
            op,
            expression(node.left, scope),
            expression(node.comparators[0], scope),
        )
    if isinstance(node, ast.Call):
        return _call(node, scope)
    if isinstance(node, ast.Attribute):
        return ("attr", node, node.attr, expression(node.value, scope))
    return _generic(node, scope)


def _unary(node: ast.UnaryOp, scope: Scope) -> Normal:
    operand = node.operand
    if isinstance(node.op, ast.USub) and isinstance(operand, ast.Constant):
        if isinstance(operand.value, int | float):
            return ("const", node, -operand.value)
    return ("unary", node, type(node.op).__name__, expression(operand, scope))


def _call(node: ast.Call, scope: Scope) -> Normal:
    """(“call”, node, last name, {place or keyword: argument})."""
    args: dict[Any, Normal] = {}
    first = 0
    full = scope.full_name(node.func)
    card: Mapping[str, str] | None = knowledge.cards().get(full or "")
    if isinstance(node.func, ast.Attribute):
        name = node.func.attr
        if card is None:
            args[0] = expression(node.func.value, scope)
            first = 1
            card = _method_card(name)
    elif isinstance(node.func, ast.Name):
        name = (full or node.func.id).split(".")[-1]
        if name.startswith(HOLE):
            args["function"] = ("hole", node.func, name[len(HOLE) :])
            name = HOLE
    else:
        args["function"] = expression(node.func, scope)
        name = HOLE
    places = card["args"].replace("*", "").split() if card else []
    star = (
        next((i for i, p in enumerate(card["args"].split()) if p.startswith("*")), None)
        if card
        else None
    )
    _place_arguments(node, args, first, places, star, scope)
    return ("call", node, name, args)


def _place_arguments(
    node: ast.Call,
    args: dict[Any, Normal],
    first: int,
    places: list[str],
    star: int | None,
    scope: Scope,
) -> None:
    positional = [expression(a, scope) for a in node.args]
    if star is not None:
        rest = positional[star:]
        if len(rest) == 1 and rest[0][0] in ("Tuple", "List"):
            rest = list(rest[0][2])
        positional = [*positional[:star], ("sequence", node, rest)] if rest else positional[:star]
    for i, value in enumerate(positional):
        args[i + first] = value
    for keyword in node.keywords:
        key: Any = keyword.arg
        if key in places:
            key = places.index(key) + first
        args[key] = expression(keyword.value, scope)


@cache
def _method_cards() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    for name, card in knowledge.cards().items():
        owner, _, method = name.rpartition(".")
        if owner[:1].isupper() and "." not in owner:
            found.setdefault(method, card)
    return found


def _method_card(name: str) -> Mapping[str, str] | None:
    return _method_cards().get(name)


def _generic(node: ast.AST, scope: Scope) -> Normal:
    """Any other node: its class and its fields in order."""
    parts: list[Any] = []
    for name, value in ast.iter_fields(node):
        if name in ("ctx", "type_comment", "kind"):
            continue
        if isinstance(value, list):
            parts.append([expression(v, scope) if isinstance(v, ast.AST) else v for v in value])
        elif isinstance(value, ast.AST):
            parts.append(expression(value, scope))
        else:
            parts.append(value)
    return (type(node).__name__, node, *parts)


def statement(node: ast.stmt, scope: Scope) -> Normal:
    """The normal form of a statement."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        return ("assign", node, expression(node.targets[0], scope), expression(node.value, scope))
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        return ("assign", node, expression(node.target, scope), expression(node.value, scope))
    if isinstance(node, ast.AugAssign):
        target = expression(node.target, scope)
        value = ("bin", node, type(node.op).__name__, target, expression(node.value, scope))
        return ("assign", node, target, value)
    if isinstance(node, ast.Expr):
        inner = expression(node.value, scope)
        return ("gap", node) if inner[0] == "any" else ("expr", node, inner)
    if isinstance(node, ast.For):
        return (
            "for",
            node,
            expression(node.target, scope),
            expression(node.iter, scope),
            block(node.body, scope),
        )
    if isinstance(node, ast.While):
        return ("while", node, expression(node.test, scope), block(node.body, scope))
    if isinstance(node, ast.If):
        return (
            "if",
            node,
            expression(node.test, scope),
            block(node.body, scope),
            block(node.orelse, scope),
        )
    if isinstance(node, ast.With):
        return (
            "with",
            node,
            expression(node.items[0].context_expr, scope),
            block(node.body, scope),
        )
    if isinstance(node, ast.Return):
        return ("return", node, expression(node.value, scope) if node.value else None)
    if isinstance(node, ast.FunctionDef):
        return ("def", node, node.name, block(node.body, scope))
    return (type(node).__name__, node)


def block(nodes: list[ast.stmt], scope: Scope) -> list[Normal]:
    return [statement(n, scope) for n in nodes]
