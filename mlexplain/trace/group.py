"""Exception groups of Python 3.11 and later, drawn with `+-+---` and `|`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mlexplain.report import Failure, Line, Relation
from mlexplain.trace.found import Found
from mlexplain.trace.python import read_python

TRIGGERS = ("Exception Group Traceback",)
_TOP = re.compile(r"(?P<margin>\s{0,200})\+ Exception Group Traceback \(most recent call last\):$")
_MEMBER = re.compile(r"\s{0,200}\+(?:-\+)?-{4,} (?:\d{1,7}|\.\.\.) -{4,}$")
_CLOSE = re.compile(r"\s{0,200}\+-{20,}$")
_DEEPEST = 60


def read_group(lines: Sequence[Line], at: int, depth: int = 0) -> Found | None:
    """A group's own traceback and, as `group`, its members."""
    top = _TOP.match(lines[at].text)
    if top is None or depth > _DEEPEST:
        return None
    margin = len(top["margin"])
    end = at + 1
    while end < len(lines) and lines[end].text[margin : margin + 2].strip(" ") in (
        "|",
        "+",
        "+-",
        "||",
    ):
        end += 1
    own_end = at + 1
    while own_end < end and lines[own_end].text[margin : margin + 1] == "|":
        own_end += 1
    own = [replace(lines[at], text="Traceback (most recent call last):")]
    own += [_bare(line, margin + 2) for line in lines[at + 1 : own_end]]
    found = read_python(own, 0)
    if found is None:
        return None
    members = tuple(
        ("group", failure) for failure in _members(lines[own_end:end], margin + 2, depth)
    )
    inner: tuple[tuple[Relation, Failure], ...] = (*found.failure.inner, *members)  # type: ignore[arg-type]
    span = (lines[at].number, lines[end - 1].number)
    return Found(replace(found.failure, inner=inner, lines=span), end)


def _bare(line: Line, margin: int) -> Line:
    return replace(line, text=line.text[margin:])


def _members(lines: Sequence[Line], margin: int, depth: int) -> list[Failure]:
    failures: list[Failure] = []
    block: list[Line] = []
    for line in lines:
        # Members of this level are separated at this level's column; deeper ones stay in the block.
        edge = line.text[margin - 2 : margin + 1].strip().startswith("+")
        if edge and (_MEMBER.match(line.text) or _CLOSE.match(line.text)):
            failures += _member(block, depth)
            block = []
        else:
            block.append(_bare(line, margin + 2))
    return failures + _member(block, depth)


def _member(block: Sequence[Line], depth: int) -> list[Failure]:
    for index, line in enumerate(block):
        if not line.text.strip():
            continue
        found = read_group(block, index, depth + 1) or read_python(block, index)
        if found is None:
            from mlexplain.trace.exception import read_ending

            ending = read_ending(block, index, 0)
            if ending is None:
                return []
            span = (line.number, block[ending.end - 1].number)
            return [Failure("python", ending.name, ending.message, lines=span)]
        return [found.failure]
    return []
