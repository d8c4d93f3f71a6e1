"""The small language of `when` and of template slots: Python's expressions, without calls.

    phase is backward and size_reserved > 1.5 * size_allocated
    not argument or "embedding" in frames

After `is`, `is not` and in `in (a, b)`, a bare word stands for itself. A name without a value is
None; None compares false with everything, and arithmetic with None is None. Nothing is executed.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

UNITS = {"KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "GB": 10**9, "B": 1}

_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_ORDER: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_ALLOWED = (
    ast.Expression,
    ast.BoolOp,
    ast.UnaryOp,
    ast.BinOp,
    ast.Compare,
    ast.Name,
    ast.Constant,
    ast.Tuple,
    ast.List,
    ast.Subscript,
    ast.boolop,
    ast.unaryop,
    ast.operator,
    ast.cmpop,
    ast.expr_context,
)


_CODE = ("code", "call", "call_text", "call_line", "call_statement")
"""Facts that hold the user's code: a short word is looked for among the parts of its names."""
_SHORT = 4


class ConditionError(ValueError):
    """A condition that cannot be read; says why in one line."""


@lru_cache(maxsize=4096)
def parse(source: str) -> ast.expr:
    """Read an expression. Raises `ConditionError`."""
    try:
        tree = ast.parse(source.strip(), mode="eval")
    except (SyntaxError, ValueError) as error:
        raise ConditionError(f"cannot read the condition {source!r}: {error}") from None
    for node in ast.walk(tree):
        if not isinstance(node, _ALLOWED):
            raise ConditionError(
                f"{type(node).__name__} is not allowed in the condition {source!r}"
            )
    return tree.body


def names(source: str) -> set[str]:
    """The facts that an expression asks for."""
    found: set[str] = set()

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Compare):
            visit(node.left)
            for op, right in zip(node.ops, node.comparators, strict=True):
                if not isinstance(op, (ast.Is, ast.IsNot)) and not _listing(op, right):
                    visit(right)
        else:
            for child in ast.iter_child_nodes(node):
                visit(child)

    visit(parse(source))
    return found - set(UNITS)


def holds(source: str | None, facts: Mapping[str, Any]) -> bool:
    """Whether a condition is true of the facts; no condition is."""
    return source is None or bool(value(source, facts))


def value(source: str, facts: Mapping[str, Any]) -> Any:
    """The value of an expression over the facts."""
    return _evaluate(parse(source), facts)


def _listing(op: ast.cmpop, right: ast.expr) -> bool:
    return isinstance(op, (ast.In, ast.NotIn)) and isinstance(right, (ast.Tuple, ast.List))


def _word(node: ast.expr, facts: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, (ast.Tuple, ast.List)):
        return [_word(item, facts) for item in node.elts]
    return _evaluate(node, facts)


def _evaluate(node: ast.expr, facts: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return UNITS[node.id] if node.id in UNITS else facts.get(node.id)
    if isinstance(node, ast.BoolOp):
        results = (_evaluate(item, facts) for item in node.values)
        return all(results) if isinstance(node.op, ast.And) else any(results)
    if isinstance(node, ast.UnaryOp):
        operand = _evaluate(node.operand, facts)
        if isinstance(node.op, ast.Not):
            return not operand
        return None if operand is None else -operand
    if isinstance(node, ast.BinOp):
        left, right = _evaluate(node.left, facts), _evaluate(node.right, facts)
        try:
            return _ARITHMETIC[type(node.op)](left, right)
        except (TypeError, ZeroDivisionError, KeyError):
            return None
    if isinstance(node, ast.Subscript):
        try:
            return _evaluate(node.value, facts)[_evaluate(node.slice, facts)]
        except (TypeError, LookupError):
            return None
    if isinstance(node, (ast.Tuple, ast.List)):
        return [_evaluate(item, facts) for item in node.elts]
    if isinstance(node, ast.Compare):
        return _compare(node, facts)
    return None


def _compare(node: ast.Compare, facts: Mapping[str, Any]) -> bool:
    left = _evaluate(node.left, facts)
    for op, right_node in zip(node.ops, node.comparators, strict=True):
        bare = isinstance(op, (ast.Is, ast.IsNot)) or _listing(op, right_node)
        right = _word(right_node, facts) if bare else _evaluate(right_node, facts)
        if _part(left) and isinstance(right, str) and _is_code(right_node):
            right = _parts(right, left)
        if not _true(op, left, right):
            return False
        left = right
    return True


def _is_code(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in _CODE


def _part(sought: Any) -> bool:
    """Whether `sought` is a short word in small letters, which longer ones hold by chance."""
    return isinstance(sought, str) and bool(re.fullmatch(f"[a-z]{{1,{_SHORT}}}", sought))


def _parts(code: str, word: str) -> str:
    """`word` where `code` has it as a part of a name: `pos` in `self.pos_table`, none in
    `transpose`. One of four letters may end a part as well: `loss` in `myloss`."""
    ends = "" if len(word) < _SHORT else f"|{word}(?![a-z])"
    return word if re.search(f"(?<![a-z]){word}{ends}", code) else ""


def _true(op: ast.cmpop, left: Any, right: Any) -> bool:
    if isinstance(op, ast.Is):
        return bool(left == right)
    if isinstance(op, ast.IsNot):
        return bool(left != right)
    if left is None or right is None:
        return False
    try:
        if isinstance(op, ast.In):
            return left in right
        if isinstance(op, ast.NotIn):
            return left not in right
        return bool(_ORDER[type(op)](left, right))
    except TypeError:
        return False
