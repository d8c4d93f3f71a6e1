"""A fix as a diff: what stands there, and what should."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Literal

Mark = Literal["-", "+", " "]


def change(before: str | None, after: str | None) -> list[tuple[Mark, str]]:
    """The lines of a change: removed (`-`), added (`+`) and kept (` `), in reading order."""
    return list(_lines(_rows(before), _rows(after)))


def _lines(old: list[str], new: list[str]) -> Iterator[tuple[Mark, str]]:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for action, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if action == "equal":
            yield from ((" ", line) for line in old[old_start:old_end])
        else:
            yield from (("-", line) for line in old[old_start:old_end])
            yield from (("+", line) for line in new[new_start:new_end])


def _rows(code: str | None) -> list[str]:
    return code.strip("\n").split("\n") if code and code.strip() else []
