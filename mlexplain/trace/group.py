"""Exception groups of Python 3.11 and later, drawn with `+-+---` and `|`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mlexplain.report import Failure, Line, Relation
from mlexplain.trace.exception import read_ending
from mlexplain.trace.found import Found
from mlexplain.trace.python import read_python

TRIGGERS = ("Exception Group Traceback",)
_TOP = re.compile(r"(?P<margin>\s{0,200})\+ Exception Group Traceback \(most recent call last\):$")
_EDGE = re.compile(r"\+(?:-\+)?-{4,200}(?: (?:\d{1,7}|\.\.\.) -{4,200})?$")
_DEEPEST = 60


def read_group(lines: Sequence[Line], at: int) -> Found | None:
    """A group's own traceback and, as `group`, its members."""
    top = _TOP.match(lines[at].text)
    if top is None:
        return None
    margin = len(top["margin"])
    end = at + 1
    while end < len(lines) and lines[end].text[margin:].lstrip().startswith(("|", "+-")):
        end += 1
    first = replace(lines[at], text=f"{top['margin']}| Traceback (most recent call last):")
    failure = _node([first, *lines[at + 1 : end]], margin, 0)
    if failure is None:
        return None
    return Found(replace(failure, lines=(lines[at].number, lines[end - 1].number)), end)


def _node(lines: Sequence[Line], margin: int, depth: int) -> Failure | None:
    """One exception whose lines carry `|` at column `margin`, with the members under it."""
    end = 0
    while end < len(lines) and lines[end].text.startswith("|", margin):
        end += 1
    own = [_bare(line, margin + 2) for line in lines[:end]]
    failure = _exception(own)
    if failure is None or depth > _DEEPEST:
        return failure
    inner: list[tuple[Relation, Failure]] = list(failure.inner)
    for block in _blocks(lines[end:], margin):
        member = _node(block, margin + 2, depth + 1)
        if member:
            inner.append(("group", member))
    return replace(failure, inner=tuple(inner))


def _bare(line: Line, margin: int) -> Line:
    text = line.text[margin:].replace("Exception Group Traceback (", "Traceback (", 1)
    return replace(line, text=text)


def _exception(own: Sequence[Line]) -> Failure | None:
    """The traceback among a node's own lines, or its bare exception line."""
    if not own:
        return None
    if found := read_python(own, 0):
        return found.failure
    ending = read_ending(own, 0, 0)
    if ending is None:
        return None
    span = (own[0].number, own[ending.end - 1].number)
    return Failure("python", ending.name, ending.message, lines=span)


def _blocks(lines: Sequence[Line], margin: int) -> list[list[Line]]:
    """The lines of each member. The first edge stands at `margin`, the others two columns on."""
    blocks: list[list[Line]] = [[]]
    for line in lines:
        text = line.text
        column = margin if text.startswith("+-+", margin) else margin + 2
        nested = column > margin and text.startswith("+-+", column)
        if not nested and text.startswith("+-", column) and _EDGE.match(text, column):
            blocks.append([])
        else:
            blocks[-1].append(line)
    return [block for block in blocks if block]
