"""Names that hold marks, entry by entry: `m = (x > a) & (x <= b)`, which `x[m]` and `~m` read."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.read.walk import walk

_TESTING = frozenset(
    (
        *("isin", "isfinite", "isnan", "isinf", "isna", "isnull", "notna", "notnull"),
        *("logical_and", "logical_or", "logical_not"),
    )
)
"""Functions that test every entry; those of `math` test one number."""
_OF_ARRAYS = frozenset(
    ("sum", "mean", "any", "all", "float", "astype", "unsqueeze", "view", "nonzero", "logical_not")
)
"""What arrays of marks are asked for, and a single truth value is not."""


def marked(tree: ast.AST) -> set[str]:
    """The names that are set to comparisons or tests alone, and read as one mark for each entry.

    A name that a condition asks for (`if m:`) or that is set otherwise, too, is left out: what it
    holds may be a single truth value."""
    values: dict[str, list[ast.expr | None]] = {}
    read: set[str] = set()
    asked: set[str] = set()
    for node in walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            if isinstance(node.targets[0], ast.Name):
                values.setdefault(node.targets[0].id, []).append(node.value)
                continue
            for name, value in _side_by_side(node.targets[0], node.value):
                values.setdefault(name, []).append(value)
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.BitOr | ast.BitAnd):
            if isinstance(node.target, ast.Name):
                values.setdefault(node.target.id, []).append(node.value)
        if isinstance(node, ast.arg):
            values.setdefault(node.arg, []).append(None)
        read.update(_read_by_entry(node))
        asked.update(_asked(node))
    for node in walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in values:
            values[node.id].append(None)
    held = {
        name: [v for v in given if v is not None]
        for name, given in values.items()
        if name not in asked and 2 * sum(v is not None for v in given) == len(given)
    }
    comparing: set[str] = set()
    for _ in range(2):  # of names joined by `&`, too
        comparing = {n for n, given in held.items() if all(_compares(v, comparing) for v in given)}
    known = comparing & read
    for name in list(known):  # what a mask is joined with is one, too
        known |= comparing.intersection(j for v in held[name] for j in _joined(v))
    tested = {n for n, given in held.items() if all(marks(v) for v in given)}
    return known | tested


def _side_by_side(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """`p` and `t` with what each is set to, of `p, t = x == c, y == c`."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for name, given in zip(target.elts, value.elts, strict=False):
            if isinstance(name, ast.Name):
                yield name.id, given


def _compares(node: ast.expr, known: set[str]) -> bool:
    if isinstance(node, ast.Call) and any(k.arg == "dtype" for k in node.keywords):
        types = (ast.unparse(k.value) for k in node.keywords if k.arg == "dtype")
        return any(t in ("bool", "torch.bool", "np.bool_") for t in types)
    if isinstance(node, ast.Compare):
        return not isinstance(node.ops[0], ast.Is | ast.IsNot | ast.In | ast.NotIn)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
        return _compares(node.left, known) and _compares(node.right, known)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert):
        return _compares(node.operand, known)
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "bool":
        return True
    return marks(node) or (isinstance(node, ast.Name) and node.id in known)


def marks(node: ast.expr) -> bool:
    """`torch.isfinite(y)`, `df[c].isin(s)`; not `math.isnan(x)`."""
    func = node.func if isinstance(node, ast.Call) else None
    if not isinstance(func, ast.Attribute) or func.attr not in _TESTING:
        return False
    return getattr(func.value, "id", "") not in ("math", "cmath")


def _joined(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
        for side in (node.left, node.right):
            yield from _joined(side)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert):
        yield from _joined(node.operand)
    elif isinstance(node, ast.Name):
        yield node.id


def _read_by_entry(node: ast.AST) -> Iterator[str]:
    """`m` of `x[m]`, `x[i, m]`, `m[x > 0]`, `~m`, `m.sum()` and `(m & n).sum()`."""
    if isinstance(node, ast.Subscript) and not isinstance(node.value, ast.Tuple | ast.List):
        for part in getattr(node.slice, "elts", [node.slice]):
            yield from _joined(part)
        if isinstance(node.slice, ast.Compare):
            yield from _joined(node.value)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert):
        yield from _joined(node)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in _OF_ARRAYS:
            yield from _joined(node.func.value)


def _asked(node: ast.AST) -> Iterator[str]:
    """`m` of `if m:`, `not m`, `m and n`."""
    tests: list[ast.expr] = []
    if isinstance(node, ast.If | ast.While | ast.IfExp | ast.Assert):
        tests = [node.test]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        tests = [node.operand]
    elif isinstance(node, ast.BoolOp):
        tests = node.values
    for test in tests:
        if isinstance(test, ast.Name):
            yield test.id
