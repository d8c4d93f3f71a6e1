"""Code met with patterns written as code with holes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from mlexplain.explain.normal import HOLE, Normal

Binding = dict[str, ast.AST]

_COMMUTATIVE = ("Add", "Mult", "BitAnd", "BitOr")
_MIRROR = {"Lt": "Gt", "Gt": "Lt", "LtE": "GtE", "GtE": "LtE", "Eq": "Eq", "NotEq": "NotEq"}


def match(pattern: Any, code: Any, bound: Binding) -> Binding | None:
    """Match one normal form against another. The result extends `bound`; it is not changed."""
    if pattern is None or code is None:
        return bound if pattern is code else None
    if isinstance(pattern, list):
        return _lists(pattern, code, bound) if isinstance(code, list) else None
    if not isinstance(pattern, tuple):
        return bound if type(pattern) is type(code) and pattern == code else None
    kind = pattern[0]
    if kind == "any":
        return bound
    if kind == "hole":
        return _fill(pattern[2], code, bound)
    if not isinstance(code, tuple) or code[0] != kind:
        return None
    if kind == "call":
        return _call(pattern, code, bound)
    if kind == "bin" and pattern[2] in _COMMUTATIVE and pattern[2] == code[2]:
        straight = _parts(pattern[3:], code[3:], bound)
        return straight if straight is not None else _parts(pattern[3:], (code[4], code[3]), bound)
    if kind == "cmp" and pattern[2] != code[2] and _MIRROR.get(pattern[2]) == code[2]:
        return _parts(pattern[3:], (code[4], code[3]), bound)
    return _parts(pattern[2:], code[2:], bound)


def _fill(name: str, code: Any, bound: Binding) -> Binding | None:
    if not isinstance(code, tuple):
        return None
    node = code[1]
    if name in bound:
        # As text: `w` on the left of `=` is the `w` on its right.
        return bound if ast.unparse(bound[name]) == ast.unparse(node) else None
    return {**bound, name: node}


def _parts(patterns: tuple[Any, ...], codes: tuple[Any, ...], bound: Binding) -> Binding | None:
    if len(patterns) != len(codes):
        return None
    for pattern, code in zip(patterns, codes, strict=True):
        result = match(pattern, code, bound)
        if result is None:
            return None
        bound = result
    return bound


def _call(pattern: Normal, code: Normal, bound: Binding) -> Binding | None:
    """Names must agree; arguments that the pattern does not mention are free."""
    name, wanted, given = pattern[2], pattern[3], code[3]
    if name != HOLE and name != code[2]:
        return None
    if name == HOLE:
        function = wanted.get("function")
        if function is not None and function[0] == "hole":
            filled = _fill(function[2], ("callee", code[1].func), bound)
            if filled is None:
                return None
            bound = filled
            if 0 in given and code[2] != HOLE and isinstance(code[1].func, ast.Attribute):
                given = {k - 1 if isinstance(k, int) else k: v for k, v in given.items() if k != 0}
    for key, value in wanted.items():
        if key == "function":
            continue
        if key not in given:
            return None
        result = match(value, given[key], bound)
        if result is None:
            return None
        bound = result
    return bound


def _lists(patterns: list[Any], codes: list[Any], bound: Binding) -> Binding | None:
    """Blocks: the pattern's statements in order, others in between. Other lists: one by one."""
    if not _is_block(patterns) and not _is_block(codes):
        if len(patterns) != len(codes):
            return None
        return _parts(tuple(patterns), tuple(codes), bound)
    found = next(subsequence(patterns, codes, bound), None)
    return found[0] if found else None


_STATEMENTS = frozenset(
    [
        "assign",
        "expr",
        "for",
        "while",
        "if",
        "with",
        "return",
        "def",
        "gap",
        "Assert",
        "Raise",
        "Break",
        "Continue",
        "Pass",
        "Import",
        "ImportFrom",
        "ClassDef",
        "Try",
        "Delete",
        "Global",
        "AsyncFor",
        "AsyncFunctionDef",
        "AsyncWith",
        "Match",
        "AnnAssign",
        "Assign",
        "Nonlocal",
    ]
)


def _is_block(items: list[Any]) -> bool:
    return bool(items) and isinstance(items[0], tuple) and items[0][0] in _STATEMENTS


def subsequence(
    patterns: list[Any], codes: list[Any], bound: Binding
) -> Iterator[tuple[Binding, list[int]]]:
    """All ways to find the pattern's statements in order, with the places where they stand."""
    patterns = [p for p in patterns if p[0] != "gap"]
    yield from _search(patterns, codes, 0, bound, [])


def _search(
    patterns: list[Any], codes: list[Any], start: int, bound: Binding, places: list[int]
) -> Iterator[tuple[Binding, list[int]]]:
    if not patterns:
        yield bound, places
        return
    for i in range(start, len(codes)):
        result = match(patterns[0], codes[i], bound)
        if result is not None:
            yield from _search(patterns[1:], codes, i + 1, result, [*places, i])


def contiguous(
    patterns: list[Any], codes: list[Any], bound: Binding
) -> Iterator[tuple[Binding, list[int]]]:
    """The pattern's statements side by side; `...` in the pattern allows others in between."""
    if any(p[0] == "gap" for p in patterns):
        yield from subsequence(patterns, codes, bound)
        return
    for start in range(len(codes) - len(patterns) + 1):
        result = _parts(tuple(patterns), tuple(codes[start : start + len(patterns)]), bound)
        if result is not None:
            yield result, list(range(start, start + len(patterns)))
