"""Whole-number expressions as sums of terms, to compare positions: `i + T + 1` and `i + 1 + T`."""

from __future__ import annotations

import ast

from mlexplain.explain.cautions.reading.flow import Flow
from mlexplain.explain.facts.scope import dotted

Linear = dict[str, int]
"""Term → factor; the constant under ""."""


def linear(node: ast.expr | None, flow: Flow, depth: int = 0) -> Linear | None:
    """The terms of an expression, None where it is none of sums. An absent bound counts as zero."""
    if node is None:
        return {}
    if isinstance(node, ast.Constant):
        return {"": node.value} if type(node.value) is int else None
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = linear(node.operand, flow, depth)
        return None if inner is None else {k: -v for k, v in inner.items()}
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        left, right = linear(node.left, flow, depth), linear(node.right, flow, depth)
        if left is None or right is None:
            return None
        return plus(left, right, 1 if isinstance(node.op, ast.Add) else -1)
    if dotted(node) is not None:
        bound = flow.binding(node)
        if bound is not None and bound.how == "set" and bound.value is not None and depth < 4:
            inner = linear(bound.value, flow, depth + 1)
            if inner is not None:
                return inner
        return {dotted(node) or "": 1}
    length = length_of(node)
    return {f"len {length}": 1} if length else {ast.unparse(node): 1}


def length_of(node: ast.expr) -> str | None:
    """`xs` of `len(xs)`, `xs.size(0)` and `xs.shape[0]`."""
    if isinstance(node, ast.Call) and dotted(node.func) == "len" and len(node.args) == 1:
        return dotted(node.args[0])
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        of = node.value
        if node.slice.value == 0 and isinstance(of, ast.Attribute) and of.attr == "shape":
            return dotted(of.value)
    return None


def plus(one: Linear, other: Linear, sign: int = 1) -> Linear:
    """The sum, or with `sign` -1 the difference, without terms that cancel out."""
    total = dict(one)
    for term, factor in other.items():
        total[term] = total.get(term, 0) + sign * factor
    return {term: factor for term, factor in total.items() if factor}


def constant(terms: Linear | None) -> int | None:
    """The value of what has no other terms."""
    if terms is None or any(term for term in terms):
        return None
    return terms.get("", 0)
