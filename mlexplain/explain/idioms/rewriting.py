"""Normal forms rewritten, where one operation has several: `pow(x, 2)`, `x * x` and `x ** 2`."""

from __future__ import annotations

import ast
from functools import cache
from typing import Any

from mlexplain.explain import knowledge
from mlexplain.explain.idioms.kinds import Normal


@cache
def spellings(kind: str) -> Any:
    """Spellings kept as data: `products`, `reductions`, `modules`, `synonyms`."""
    entry = knowledge.table("spellings")[kind]
    return entry if isinstance(entry, dict) else frozenset(entry)


def one_spelling(call: Normal) -> Normal:
    """Calls that are operators or attributes under another name."""
    _, node, name, args = call
    given = set(args)
    if name in spellings("products") and given == {0, 1}:
        return ("bin", node, "MatMult", turned(args[0]), turned(args[1]))
    if name in ("pow", "power") and given == {0, 1}:
        return power_of(node, args[0], args[1])
    if name == "square" and given == {0}:
        return ("bin", node, "Pow", args[0], ("const", node, 2))
    if name in ("mul", "multiply") and given == {0, 1}:
        return ("product", node, ((1, args[0]), (1, args[1])))
    if name in ("div", "divide") and given == {0, 1}:
        return ("product", node, ((1, args[0]), (-1, args[1])))
    if name in ("t", "transpose") and given == {0} and isinstance(node.func, ast.Attribute):
        return ("attr", node, "T", args[0])
    if name in ("transpose", "swapaxes") and {0, 1, 2} == given:
        places = {args[k][2] for k in (1, 2) if args[k][0] == "const"}
        if places == {-1, -2}:
            return ("attr", node, "T", args[0])
    if name == "size" and given == {0, 1} and args[1][2:] == (0,):
        return ("call", node, "len", {0: args[0]})
    if name == "float" and given == {0} and args[0][0] == "const":
        if args[0][2] in ("inf", "-inf"):
            return ("const", node, float(args[0][2]))
    return ("call", node, spellings("synonyms").get(name, name), args)


def turned(factor: Normal) -> Normal:
    """`k.T` of `k.transpose(1, 2)`, where matrices are multiplied one by one for each entry of a
    batch."""
    if (
        factor[0] == "call"
        and factor[2] in ("transpose", "swapaxes")
        and set(factor[3]) == {0, 1, 2}
    ):
        places = {factor[3][k][2] for k in (1, 2) if factor[3][k][0] == "const"}
        if places == {1, 2}:
            return ("attr", factor[1], "T", factor[3][0])
    return factor


def power_of(node: ast.AST, base: Normal, exponent: Normal) -> Normal:
    """A power, or the square root that it is."""
    if exponent[0] == "const" and exponent[2] in (0.5, -0.5):
        return ("call", node, "sqrt" if exponent[2] > 0 else "rsqrt", {0: base})
    return ("bin", node, "Pow", base, exponent)


def scaled_product(node: ast.BinOp, left: Normal, right: Normal) -> Normal | None:
    """`c * x.T @ e`, which Python reads as `(c * x.T) @ e`, is `c * (x.T @ e)`: what stands beside
    the transpose scales it."""
    turned = [
        (power, factor) for power, factor in left[2] if factor[0] == "attr" and factor[2] == "T"
    ]
    if len(turned) != 1 or turned[0][0] != 1:
        return None
    rest = tuple(f for f in left[2] if f is not turned[0])
    matrix = turned[0][1]
    product = ast.copy_location(ast.BinOp(matrix[1], ast.MatMult(), node.right), node)
    return ("product", node, (*rest, (1, ("bin", product, "MatMult", matrix, right))))


def with_squares(factors: list[tuple[int, Normal]]) -> list[tuple[int, Normal]]:
    """`x * x` as `x ** 2`."""
    found: list[tuple[int, Normal]] = []
    places: dict[tuple[int, str], int] = {}
    for power, factor in factors:
        key = (power, ast.unparse(factor[1]))
        if factor[0] == "const" or key not in places:
            places[key] = len(found)
            found.append((power, factor))
        else:
            two = ast.copy_location(ast.Constant(2), factor[1])
            before = found[places[key]][1]
            square = ("bin", factor[1], "Pow", before, ("const", two, 2))
            found[places[key]] = (power, square)
            del places[key]
    return found


def unsigned(node: ast.expr) -> ast.expr:
    """`a * b` of `-a * b`, whose sign has been moved in front."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return node.operand
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div):
        left, right = unsigned(node.left), node.right
        if left is node.left:
            right = unsigned(node.right)
        if left is not node.left or right is not node.right:
            return ast.BinOp(left, node.op, right)
    return node
