"""A normal form of Python code, in which different spellings of one operation are the same.

`torch.softmax(x, dim=-1)`, `F.softmax(x, -1)` and `x.softmax(-1)` become the same call, `w -= g`
the same assignment as `w = w - g`, and keyword arguments take the place that their function gives
them. Nodes are tuples; a name beginning with `H_` is a hole of a pattern.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Mapping
from typing import Any

from mlexplain.explain import knowledge
from mlexplain.explain.facts.scope import Scope, dotted
from mlexplain.explain.idioms.callees import functions, method_card, of_module
from mlexplain.explain.idioms.kinds import HOLE, Normal
from mlexplain.explain.idioms.operations import as_operation, stays_call
from mlexplain.explain.idioms.rewriting import (
    one_spelling,
    power_of,
    scaled_product,
    spellings,
    turned,
    unsigned,
    with_squares,
)

_NUMBERS = {"pi": math.pi, "inf": math.inf, "e": math.e}


def expression(node: ast.AST, scope: Scope) -> Normal:
    """The normal form of an expression: (kind, original node, parts…)."""
    known = scope.normals.get(id(node))
    if known is None:
        known = _expression(node, scope)
        if not isinstance(node, ast.Name):
            scope.normals[id(node)] = known
    return known


def _expression(node: ast.AST, scope: Scope) -> Normal:
    if isinstance(node, ast.Name):
        return _name(node, scope)
    if isinstance(node, ast.arg):  # of a lambda
        hole = node.arg.startswith(HOLE)
        return ("hole", node, node.arg[len(HOLE) :]) if hole else ("name", node, node.arg)
    if isinstance(node, ast.Constant):
        return ("any", node) if node.value is Ellipsis else ("const", node, node.value)
    if isinstance(node, ast.UnaryOp):
        return _unary(node, scope)
    if isinstance(node, ast.BinOp):
        return _arithmetic(node, scope)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        op = type(node.ops[0]).__name__
        left, right = node.left, node.comparators[0]
        return ("cmp", node, op, expression(left, scope), expression(right, scope))
    if isinstance(node, ast.Call):
        stands_for = as_operation(node, scope.full_name(node.func))
        if stands_for is None:
            return one_spelling(_call(node, scope))
        scope.made.append(stands_for)
        operation = expression(stands_for, scope)
        return (*_call(node, scope), operation) if stays_call(node) else operation
    if isinstance(node, ast.Attribute):
        return _attribute(node, scope)
    if isinstance(node, ast.Subscript):
        return _subscript(node, scope)
    return _generic(node, scope)


def _subscript(node: ast.Subscript, scope: Scope) -> Normal:
    """`t[i, j]` is `t[i][j]`, `x[:, None, :]` is `x[:, None]`, and `x.shape[0]` is `len(x)`."""
    places = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if len(places) > 1 and _is_whole(places[-1]) and any(_is_new(p) for p in places):
        shorter = places[:-1]
        while len(shorter) > 1 and _is_whole(shorter[-1]):
            shorter = shorter[:-1]
        kept = shorter[0] if len(shorter) == 1 else ast.Tuple(shorter, ast.Load())
        made = ast.copy_location(ast.Subscript(node.value, kept, ast.Load()), node)
        scope.made.append(made)
        return _subscript(made, scope)
    if len(places) > 1 and all(_is_index(p) for p in places):
        inner = node.value
        for place in places[:-1]:
            inner = ast.copy_location(ast.Subscript(inner, place, ast.Load()), node)
            scope.made.append(inner)
        return ("Subscript", node, expression(inner, scope), expression(places[-1], scope))
    index = node.slice.value if isinstance(node.slice, ast.Constant) else None
    if index == 1 and isinstance(index, int) and _is_over_dimension(node.value):
        return _place_of_largest(node, node.value, scope)
    first = index == 0
    if first and isinstance(node.value, ast.Attribute) and node.value.attr == "shape":
        return ("call", node, "len", {0: expression(node.value.value, scope)})
    return _generic(node, scope)


def _is_over_dimension(node: ast.expr) -> bool:
    """`z.max(1)` and `torch.max(z, dim=1)`, which give the largest values and their places."""
    if not isinstance(node, ast.Call) or getattr(node.func, "attr", "") != "max":
        return False
    own = getattr(getattr(node.func, "value", None), "id", "") != "torch"
    return len(node.args) + len(node.keywords) > (0 if own else 1)


def _place_of_largest(node: ast.AST, call: ast.expr, scope: Scope) -> Normal:
    """`z.argmax(1)` of `z.max(1)[1]` and `z.max(1).indices`."""
    kind, _, name, *rest = expression(call, scope)
    return (kind, node, "argmax" if name == "max" else name, *rest)


def _is_whole(node: ast.expr) -> bool:
    """`:`, which takes all along its dimension."""
    return isinstance(node, ast.Slice) and not (node.lower or node.upper or node.step)


def _is_new(node: ast.expr) -> bool:
    """`None` or `np.newaxis`."""
    return (isinstance(node, ast.Constant) and node.value is None) or (
        isinstance(node, ast.Attribute) and node.attr == "newaxis"
    )


def _is_index(node: ast.expr) -> bool:
    """Whether an index is no range, no new dimension and no `...`."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int | str)
    return not isinstance(node, ast.Slice | ast.Starred)


def _name(node: ast.Name, scope: Scope) -> Normal:
    if node.id.startswith(HOLE):
        return ("hole", node, node.id[len(HOLE) :])
    value = scope.definitions.get(id(node))
    if value is not None:
        return ("defined", node, node.id, expression(value, scope))
    return ("name", node, node.id)


def _attribute(node: ast.Attribute, scope: Scope) -> Normal:
    if node.attr == "newaxis":
        return ("const", node, None)
    if node.attr in _NUMBERS and dotted(node.value) in ("math", "np", "numpy", "torch"):
        return ("const", node, _NUMBERS[node.attr])
    if node.attr == "indices" and _is_over_dimension(node.value):
        return _place_of_largest(node, node.value, scope)
    name = "T" if node.attr == "mT" else node.attr
    if name == "T" and getattr(node.value, "id", "") == "self":
        name = "a field T"  # a temperature or a number of steps: objects are seldom transposed
    return ("attr", node, name, expression(node.value, scope))


def _unary(node: ast.UnaryOp, scope: Scope) -> Normal:
    inner = expression(node.operand, scope)
    if isinstance(node.op, ast.UAdd):
        return inner
    if not isinstance(node.op, ast.USub):
        return ("unary", node, type(node.op).__name__, inner)
    if inner[0] == "const" and isinstance(inner[2], int | float):
        return ("const", node, -inner[2])
    return ("sum", node, ((-1, inner),))


def _arithmetic(node: ast.BinOp, scope: Scope) -> Normal:
    if isinstance(node.op, ast.Add | ast.Sub):
        return ("sum", node, tuple(_summands(node, scope, 1)))
    if isinstance(node.op, ast.Mult | ast.Div):
        return _product(node, scope)
    left, right = expression(node.left, scope), expression(node.right, scope)
    if isinstance(node.op, ast.Pow):
        return power_of(node, left, right)
    if isinstance(node.op, ast.MatMult) and left[0] == "product":
        scaled = scaled_product(node, left, right)
        if scaled is not None:
            return scaled
    if isinstance(node.op, ast.MatMult):
        left, right = turned(left), turned(right)
    kind = "either" if isinstance(node.op, ast.BitAnd | ast.BitOr) else "bin"
    return (kind, node, type(node.op).__name__, left, right)


def _summands(node: ast.expr, scope: Scope, sign: int) -> Iterator[tuple[int, Normal]]:
    """The terms of a chain of `+` and `-`, with their signs."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        yield from _summands(node.left, scope, sign)
        yield from _summands(node.right, scope, -sign if isinstance(node.op, ast.Sub) else sign)
        return
    term = expression(node, scope)
    if term[0] == "sum" and len(term[2]) == 1:
        yield sign * term[2][0][0], term[2][0][1]
    elif term[0] == "const" and isinstance(term[2], int | float) and term[2] < 0:
        yield -sign, ("const", unsigned(node), -term[2])
    else:
        yield sign, term


def _product(node: ast.BinOp, scope: Scope) -> Normal:
    """The factors of a chain of `*` and `/`, with 1 or -1 as their powers; the sign in front."""
    factors: list[tuple[int, Normal]] = []
    sign = 1
    for power, factor in _factors(node, scope, 1):
        if factor[0] == "sum" and len(factor[2]) == 1:
            sign *= factor[2][0][0]
            factor = factor[2][0][1]
        elif factor[0] == "const" and isinstance(factor[2], int | float) and factor[2] < 0:
            sign = -sign
            factor = ("const", unsigned(factor[1]), -factor[2])
        if factor[0] == "call" and factor[2] == "rsqrt" and set(factor[3]) == {0}:
            power, factor = -power, ("call", factor[1], "sqrt", factor[3])
        if not (factor[0] == "const" and factor[2] == 1):
            factors.append((power, factor))
    factors = with_squares(factors)
    if len(factors) == 1 and factors[0][0] == 1:
        return ("sum", node, ((-1, factors[0][1]),)) if sign < 0 else factors[0][1]
    if sign > 0:
        return ("product", node, tuple(factors))
    return ("sum", node, ((-1, ("product", unsigned(node), tuple(factors))),))


def _factors(node: ast.expr, scope: Scope, power: int) -> Iterator[tuple[int, Normal]]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div):
        yield from _factors(node.left, scope, power)
        yield from _factors(node.right, scope, -power if isinstance(node.op, ast.Div) else power)
        return
    yield power, expression(node, scope)


def _call(node: ast.Call, scope: Scope) -> Normal:
    """(“call”, node, last name, {place or keyword: argument})."""
    args: dict[Any, Normal] = {}
    first = 0
    full = scope.full_name(node.func)
    card: Mapping[str, str] | None = knowledge.cards().get(full or "")
    if isinstance(node.func, ast.Attribute):
        name = node.func.attr
        if card is None and not of_module(full, scope):
            card = method_card(name)
            if card is None and name in functions():  # `torch.f(s)` is not `g.f(s)`
                args["owner"] = expression(node.func.value, scope)
            else:
                args[0] = expression(node.func.value, scope)
                first = 1
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
    if name in spellings("joining") and 0 in args and args[0][0] == "Tuple":
        args[0] = ("List", *args[0][1:])
    if name in spellings("reductions"):
        args = {_REDUCED.get(k, k): v for k, v in args.items()}
    return ("call", node, name, args)


_REDUCED = {1: "dim", "axis": "dim", 2: "keepdim", "keepdims": "keepdim"}


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
    kind = "ListComp" if isinstance(node, ast.GeneratorExp) else type(node).__name__
    return (kind, node, *parts)
