"""Tracebacks that rich draws in a box: Lightning, Typer, accelerate and others print them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mlexplain.report import Failure, Frame, Line, Relation
from mlexplain.trace import exception
from mlexplain.trace.found import Found
from mlexplain.trace.ownership import is_mine, judged
from mlexplain.trace.words import relation

TRIGGERS = ("Traceback (most recent call last)",)
_TOP = re.compile(r"\s{0,40}[╭+┌][─-]{2,200} Traceback \(most recent call last\) [─-]{2,200}[╮+┐]$")
_BOTTOM = re.compile(r"\s{0,40}[╰+└][─-]{2,400}[╯+┘]$")
_SIDE = re.compile(r"\s{0,40}[│|] ?(?P<body>.*?)\s{0,400}[│|]?$")
_PLACE = re.compile(
    r"(?:in (?P<first>\S{1,300}):\d{1,7}$)"
    r"|(?P<file>(?:[A-Za-z]:[\\/]|[/~<.]|[\w.-]{1,100}[/\\]"
    r"|[\w.-]{1,100}\.py)[^:\n]{0,1000}):(?P<line>\d{1,7}) in "
    r"(?P<function>\S.{0,300})$"
)
_CODE = re.compile(r"(?P<arrow>❱|>)?\s{0,8}(?P<line>\d{1,7})(?:\s[│|]?(?P<code>.*))?$")
_LOCALS = re.compile(r"[╭╰]─.*[╮╯]$|[│|].*[│|]$")


def read_boxed(lines: Sequence[Line], at: int) -> Found | None:
    """One box and the exception under it, with what it is chained to."""
    found = _single(lines, at)
    while found:
        index = found.end
        while index < len(lines) and not lines[index].text:
            index += 1
        how = relation(lines[index].text) if index < len(lines) else None
        index += 1
        while index < len(lines) and not lines[index].text:
            index += 1
        following = _single(lines, index) if how and index < len(lines) else None
        if following is None:
            break
        link: Relation = "cause" if how == "cause" else "context"
        inner = (*following.failure.inner, (link, found.failure))
        found = Found(replace(following.failure, inner=inner), following.end)
    return found


def _single(lines: Sequence[Line], at: int) -> Found | None:
    if not _TOP.match(lines[at].text):
        return None
    frames: list[Frame] = []
    index = at + 1
    broken = ""
    while index < len(lines) and not _BOTTOM.match(lines[index].text):
        side = _SIDE.match(lines[index].text)
        if side is None:
            break
        body = side["body"].rstrip()
        index += 1
        if broken.endswith(" in") or (broken and body.startswith("in ")):
            broken += " "  # the fold has taken the blank
        if place := _PLACE.match(broken + body):
            broken = ""
            if place["file"]:
                frames.append(_frame(place, lines[index - 1].number))
        elif frames and not broken and (code := _CODE.match(body)):
            frames[-1] = _with_code(frames[-1], code)
        elif body and not _LOCALS.match(body.strip()) and _starts_place(body, broken):
            broken += body  # a long path goes on in the next line of the box
        else:
            broken = ""
    if index < len(lines) and _BOTTOM.match(lines[index].text):
        index += 1
    if not frames:
        return None
    width = len(lines[at].text)
    ending = exception.read_ending(lines, index, 0, width=width) if index < len(lines) else None
    end = ending.end if ending else index
    failure = Failure(
        kind="python",
        exception=ending.name if ending else None,
        message=ending.message if ending else "",
        frames=judged(frames),
        lines=(lines[at].number, lines[end - 1].number),
        complete=ending is not None,
    )
    return Found(failure, end)


def _starts_place(body: str, broken: str) -> bool:
    return (
        bool(broken and len(broken) < 2000) or body.startswith(("/", "~", "<")) or ":\\" in body[:4]
    )


def _frame(place: re.Match[str], number: int) -> Frame:
    file = place["file"]
    return Frame(file, int(place["line"]), place["function"], None, is_mine(file), number)


def _with_code(frame: Frame, match: re.Match[str]) -> Frame:
    number, code = int(match["line"]), (match["code"] or "").rstrip()
    shown = code.removeprefix(" ").replace("│   ", "    ")
    context = (*frame.context, (number, shown))
    if match["arrow"]:
        return replace(frame, code=shown.strip(), context=context)
    return replace(frame, context=context)
