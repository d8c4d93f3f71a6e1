"""Sums and products taken apart: terms with their signs, factors, values behind changes of shape."""

from __future__ import annotations

import ast

from mlexplain.explain.cautions.reading.snippet import Snippet

_SEEN_THROUGH = frozenset(
    [
        "float",
        "double",
        "contiguous",
        "clone",
        "detach",
        "to",
        "cuda",
        "cpu",
        "numpy",
        "item",
        "unsqueeze",
        "squeeze",
        "view",
        "reshape",
        "expand",
        "astype",
        "view_as",
        "expand_as",
        "type_as",
        "half",
        "tensor",
        "as_tensor",
        "array",
        "asarray",
        "from_numpy",
        "DoubleTensor",
        "FloatTensor",
    ]
)


def adds(node: ast.AST) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub)


def multiplies(node: ast.AST) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div)


def terms(node: ast.expr, sign: int = 1) -> list[tuple[int, ast.expr]]:
    """The terms of a sum with their signs."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        turned = sign if isinstance(node.op, ast.Add) else -sign
        return [*terms(node.left, sign), *terms(node.right, turned)]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return terms(node.operand, -sign)
    turned, bare = _signed(node)
    return [(sign * turned, bare)]


def _signed(node: ast.expr) -> tuple[int, ast.expr]:
    """`-a * b` as minus one and `a * b`."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        sign, bare = _signed(node.operand)
        return -sign, bare
    if multiplies(node):
        sign, left = _signed(node.left)  # type: ignore[attr-defined]
        if left is not node.left:  # type: ignore[attr-defined]
            made = ast.BinOp(left, node.op, node.right)  # type: ignore[attr-defined]
            return sign, ast.copy_location(made, node)
    return 1, node


def factors(node: ast.expr) -> tuple[list[ast.expr], list[ast.expr]]:
    """What is multiplied, and what is divided by."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div):
        above, below = factors(node.left)
        more, less = factors(node.right)
        if isinstance(node.op, ast.Div):
            more, less = less, more
        return [*above, *more], [*below, *less]
    return [node], []


def stripped(node: ast.expr, snippet: Snippet) -> ast.expr:
    """A value without changes of shape, type and device."""
    for _ in range(8):
        if isinstance(node, ast.Subscript) and _only_new(node.slice):
            node = node.value
            continue
        done = snippet.operation(node)
        if done is None or done.name not in _SEEN_THROUGH:
            break
        node = done.of
    return node


def _only_new(index: ast.expr) -> bool:
    """`[:, None]` and `[..., None]`."""
    parts = index.elts if isinstance(index, ast.Tuple) else [index]
    whole_ = all(
        (isinstance(p, ast.Slice) and not (p.lower or p.upper or p.step))
        or (isinstance(p, ast.Constant) and p.value in (None, ...))
        for p in parts
    )
    return whole_ and any(isinstance(p, ast.Constant) and p.value is None for p in parts)


def same_value(one: ast.expr, other: ast.expr, snippet: Snippet) -> bool:
    """Whether two expressions are spelled alike, also where one has a name."""
    one, other = stripped(one, snippet), stripped(other, snippet)
    if ast.dump(one) == ast.dump(other):
        return True
    first = stripped(snippet.flow.value(one), snippet)
    second = stripped(snippet.flow.value(other), snippet)
    return ast.dump(first) == ast.dump(second)
