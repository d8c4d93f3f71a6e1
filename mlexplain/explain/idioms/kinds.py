"""Kinds of normal forms: which may meet which, and which are statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

Normal = tuple[Any, ...]
"""A normal form: its kind, the node that it was made of, and its parts."""
HOLE = "H_"
"""What the names of a pattern's holes begin with."""

ByKind = dict[str, list[Normal]]
"""Normal forms by the kind of pattern that they may meet, in order; "" holds all of them."""

_FREE = frozenset(["any", "hole", "name"])
"""Kinds of patterns that code of any kind may meet."""

_STANDS_FOR = {"changed": ("assign", "expr")}

_CONVERSIONS = frozenset(["item", "float", "int", "detach", "cpu", "numpy", "double", "contiguous"])
"""Calls around a value that change its form alone: a pattern meets the value within."""

_STATEMENTS = frozenset(
    [
        "assign",
        "several",
        "expr",
        "changed",
        "for",
        "while",
        "if",
        "with",
        "return",
        "def",
        "gap",
        "try",
        "Assert",
        "Raise",
        "Break",
        "Continue",
        "Pass",
        "Import",
        "ImportFrom",
        "ClassDef",
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


def by_kind(codes: Iterable[Normal]) -> ByKind:
    """Sorts normal forms, but for names that were set before: those are told where they were set."""
    sorted_: ByKind = {"": [code for code in codes if code[0] != "defined"]}
    for code in sorted_[""]:
        for kind in _kinds(code):
            sorted_.setdefault(kind, []).append(code)
    return sorted_


def candidates(pattern: Normal, codes: ByKind) -> Sequence[Normal]:
    """Those that the pattern may meet."""
    return codes[""] if pattern[0] in _FREE else codes.get(pattern[0], ())


def _kinds(code: Normal) -> Iterator[str]:
    inner: Normal | None = code
    while inner is not None:
        yield inner[0]
        if inner[0] == "const":
            yield "sum"
        elif inner[0] == "changed":
            yield from _STANDS_FOR["changed"]
        elif inner[0] == "call" and len(inner) > 4:
            yield inner[4][0]
        inner = converted(inner)
        while inner is not None and inner[0] == "defined":
            inner = inner[3]


def may_meet(pattern: str, code: str) -> bool:
    """Whether a statement of one kind may meet one of the other."""
    if pattern == code or pattern in _FREE:
        return True
    return code in _STANDS_FOR.get(pattern, ()) or pattern in _STANDS_FOR.get(code, ())


def converted(code: Any) -> Normal | None:
    """What a conversion is called on: `x` of `x.item()` and `float(x)`."""
    if not (isinstance(code, tuple) and code[0] == "call" and code[2] in _CONVERSIONS):
        return None
    if set(code[3]) != {0}:
        return None
    inner: Normal = code[3][0]
    # `int(a / b)` drops a fraction.
    return None if code[2] == "int" and inner[0] not in ("call", "defined") else inner


def is_block(items: list[Any]) -> bool:
    """Whether a list holds statements."""
    return bool(items) and isinstance(items[0], tuple) and items[0][0] in _STATEMENTS
