"""What stands directly within what: tells soon that code cannot have a pattern.

`$x + f($y)` asks for a call of `f` within a sum. Most patterns share all their words with some code
that has none of them, and are turned away by this alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from mlexplain.explain.facts.scope import Scope
from mlexplain.explain.idioms.kinds import HOLE, Normal, converted
from mlexplain.explain.idioms.normal import expression
from mlexplain.explain.idioms.normalblocks import statement
from mlexplain.explain.idioms.patterns import compile_pattern
from mlexplain.explain.read.walk import walk

_FREE = frozenset(["hole", "any", "name", "const", "gap", "changed"])
"""Kinds of which a pattern may be met by code of other kinds."""
_CHAINS = ("sum", "product")


@cache
def nesting_of_pattern(text: str) -> tuple[frozenset[str], ...]:
    """For each statement of a pattern, the nestings that one statement of the code must have."""
    return tuple(
        frozenset(_asked(statement)) for statement in compile_pattern(text) if statement[0] != "gap"
    )


def nesting_of_code(node: ast.stmt, scope: Scope) -> set[str]:
    """The nestings of a statement, with those of what its names stand for."""
    code = statement(node, scope)
    shown = _shown(("", None, code), scope.nestings)
    if code[0] not in _WHOLLY_READ:
        for part in own_expressions(node):
            shown |= _shown(("", None, expression(part, scope)), scope.nestings)
    return shown


_WHOLLY_READ = frozenset(["assign", "expr", "changed", "return", "for", "while", "if"])
"""Statements whose normal form holds all their expressions."""


def own_expressions(node: ast.stmt) -> Iterator[ast.expr]:
    """All expressions of a statement but those of the blocks that it heads."""
    for name, value in ast.iter_fields(node):
        if name in ("body", "orelse", "finalbody", "handlers"):
            continue
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, ast.AST):
                yield from (n for n in walk(item) if isinstance(n, ast.expr))


def _asked(pattern: Normal) -> Iterator[str]:
    """`sum>sqrt`: the kind, or the call's name, of an expression, and of one right within it."""
    if pattern[0] == "expr":  # it may stand anywhere
        if _is_firm(pattern[2]):
            yield f">{_name(pattern[2])}"
        yield from _asked(pattern[2])
        return
    if pattern[0] == "changed" or (pattern[0] == "call" and len(pattern) > 4):
        return
    outer = _name(pattern) if _is_firm(pattern) else ""
    for inner in _within(pattern):
        if _is_firm(inner):
            yield f"{outer}>{_name(inner)}"
        yield from _asked(inner)


def _is_firm(pattern: Normal) -> bool:
    """Whether only code of the same kind, or a call of the same name, can meet a pattern."""
    if pattern[0] == "call":
        return pattern[2] != HOLE and len(pattern) == 4
    return pattern[0] not in _FREE and not _may_be_number(pattern)


def _may_be_number(pattern: Normal) -> bool:
    """`1 - $b`, which may stand as 0.1 in the code."""
    if pattern[0] != "sum" or len(pattern[2]) != 2:
        return False
    (_, whole), (sign, part) = pattern[2]
    return bool(sign == -1 and whole[0] == "const" and part[0] == "hole")


def _shown(code: Normal, known: dict[int, tuple[Normal, set[str]]]) -> set[str]:
    if id(code) in known:
        return known[id(code)][1]
    shown: set[str] = set()
    known[id(code)] = code, shown  # the form is kept, so that its identity stays its own
    if code[0] == "defined":
        shown.update(_shown(code[3], known))
        return shown
    name = _name(code)
    outer = (name, "assign", "") if code[0] == "return" else (name, "")
    inner = list(_within(code))
    for part in inner:  # grows while it is gone through
        for face in _faces(part):
            shown.update([f"{o}>{_name(face)}" for o in outer])
            if face[0] == code[0] and code[0] in _CHAINS and len(inner) < _MOST_TERMS:
                inner.extend(_within(face))
        shown.update(_shown(part, known))
    return shown


_MOST_TERMS = 200


def _faces(code: Normal) -> Iterator[Normal]:
    """All that a pattern may take a piece of code for."""
    if code[0] == "defined":
        yield from _faces(code[3])
        return
    yield code
    if code[0] == "changed":
        yield from (code[2:] if code[2][0] != "expr" else [code[3]])
        yield ("expr", None)
    elif code[0] == "call" and len(code) > 4:
        yield code[4]
    inner = converted(code)
    if inner is not None:
        yield from _faces(inner)


def _name(code: Normal) -> str:
    if code[0] in ("call", "attr"):
        return f".{code[2]}" if code[0] == "attr" else str(code[2])
    return str(code[0])


def _within(code: Normal) -> Iterator[Normal]:
    """The normal forms right within one."""
    if code[0] in _CHAINS:
        yield from (term for _, term in code[2])
        return
    for part in code[2:]:
        yield from _forms(part)


def _forms(part: object) -> Iterator[Normal]:
    if isinstance(part, tuple):
        if part and isinstance(part[0], str):
            yield part
    elif isinstance(part, list):
        for each in part:
            yield from _forms(each)
    elif isinstance(part, dict):
        for each in part.values():
            yield from _forms(each)
