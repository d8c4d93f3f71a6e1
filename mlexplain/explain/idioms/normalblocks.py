"""The normal form of statements and blocks: an assignment is one however it is spelled."""

from __future__ import annotations

import ast

from mlexplain.explain.facts.inplace import as_assignment
from mlexplain.explain.facts.scope import Scope
from mlexplain.explain.idioms.kinds import Normal
from mlexplain.explain.idioms.normal import expression


def statement(node: ast.stmt, scope: Scope) -> Normal:
    """The normal form of a statement."""
    known = scope.normals.get(id(node))
    if known is None:
        known = scope.normals[id(node)] = _statement(node, scope)
    return known


def _statement(node: ast.stmt, scope: Scope) -> Normal:
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        return ("assign", node, expression(node.targets[0], scope), expression(node.value, scope))
    if isinstance(node, ast.Assign):
        targets = [expression(t, scope) for t in node.targets]
        return ("several", node, targets, expression(node.value, scope))
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        return ("assign", node, expression(node.target, scope), expression(node.value, scope))
    if isinstance(node, ast.AugAssign):
        whole = ast.copy_location(ast.BinOp(node.target, node.op, node.value), node)
        scope.made.append(whole)  # normal forms are kept by identity
        target = expression(node.target, scope)
        if target[0] == "defined":  # what it held before is read on the right alone
            target = ("name", node.target, target[2])
        return ("assign", node, target, expression(whole, scope))
    if isinstance(node, ast.Expr):
        inner = expression(node.value, scope)
        stands_for = as_assignment(node)
        if stands_for is not None:
            scope.made.append(stands_for)
            return ("changed", node, inner, statement(stands_for, scope))
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
        within = block(node.body, scope)
        for item in node.items[:0:-1]:  # `with a, b:` is one within the other
            within = [("with", node, expression(item.context_expr, scope), within)]
        return ("with", node, expression(node.items[0].context_expr, scope), within)
    if isinstance(node, ast.Return):
        return ("return", node, expression(node.value, scope) if node.value else None)
    if isinstance(node, ast.FunctionDef):
        return ("def", node, node.name, block(node.body, scope))
    if isinstance(node, ast.Try):
        handlers = [s for h in node.handlers for s in h.body]
        return ("try", node, block(node.body, scope), block(handlers, scope))
    if isinstance(node, ast.Raise):
        return ("Raise", node, expression(node.exc, scope) if node.exc else None)
    if isinstance(node, ast.Assert):
        return ("Assert", node, expression(node.test, scope))
    if isinstance(node, ast.Delete):
        return ("Delete", node, [expression(t, scope) for t in node.targets])
    return (type(node).__name__, node)


def block(nodes: list[ast.stmt], scope: Scope) -> list[Normal]:
    """The normal forms of the statements of a block."""
    return [statement(n, scope) for n in nodes]
