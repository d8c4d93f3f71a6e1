"""Errors as ComfyUI reports them: the node, the class, the message and the calls, in a form of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mlexplain.report import Failure, Frame, Line
from mlexplain.trace.found import Found
from mlexplain.trace.frames import read_frames
from mlexplain.trace.ownership import judged

TRIGGERS = ("Exception Type:", "Error occurred when executing ")
_CLASS = re.compile(
    r"[-*•\s]{0,6}(?:\*\*)?Exception Type:(?:\*\*)? {0,3}`?(?P<name>[A-Za-z_][\w.]{0,100})`?$"
)
_MESSAGE = re.compile(r"[-*•\s]{0,6}(?:\*\*)?Exception Message:(?:\*\*)? {0,3}(?P<message>.*)$")
_OLD = re.compile(r"Error occurred when executing [^:]{1,200}:$")
_BETWEEN = re.compile(
    r"\s{0,8}(?:```\w{0,12}|#{1,4} Stack ?Trace.{0,20}|[-*•] .{0,200}|Stack Trace:?)?$"
)
_CLASS_OF = (
    ("AttributeError", re.compile(r".{1,200} has no attribute '\w{1,100}'")),
    ("ModuleNotFoundError", re.compile(r"No module named '")),
    ("ImportError", re.compile(r"cannot import name '")),
    (
        "TypeError",
        re.compile(r".{1,200}(?:got an unexpected keyword argument|required positional arg)"),
    ),
)
"""What class of Python's own says this: the older form does not name it."""
_FRAME = 'File "'
_FAR = 40
_MOST = 400
"""Lines at most of a message, and of the calls."""


def read_report(lines: Sequence[Line], at: int) -> Found | None:
    """`- **Exception Type:** …` with the message and the stack below it, or the older form."""
    text = lines[at].text.strip()
    if _OLD.match(text):
        return _old(lines, at)
    head = _CLASS.match(text)
    told = _MESSAGE.match(lines[at + 1].text) if head and at + 1 < len(lines) else None
    if head is None or told is None:
        return None
    message, end = _words(lines, at + 2, told["message"])
    frames, end = _calls(lines, end)
    return _found(lines, at, end, head["name"], message, frames)


def _old(lines: Sequence[Line], at: int) -> Found | None:
    start = at + 1
    while start < min(at + 4, len(lines)) and not lines[start].text.strip():
        start += 1
    if start >= len(lines) or not lines[start].text.strip():
        return None
    message, end = _words(lines, start + 1, lines[start].text.strip())
    frames, end = _calls(lines, end)
    name = next((name for name, words in _CLASS_OF if words.match(message)), None)
    return _found(lines, at, end, name, message, frames) if frames else None


def _words(lines: Sequence[Line], at: int, first: str) -> tuple[str, int]:
    """The message, which ends at a blank line, a heading or the calls."""
    parts = [first.strip()]
    while at < len(lines) and len(parts) < _FAR:
        text = lines[at].text
        if not text.strip() or _BETWEEN.match(text) or _FRAME in text:
            break
        parts.append(text.rstrip())
        at += 1
    return "\n".join(parts).strip(), at


def _calls(lines: Sequence[Line], at: int) -> tuple[list[Frame], int]:
    """The calls, which stand apart by blank lines in newer reports; the index behind them."""
    calls: list[Frame] = []
    end, index = at, at
    while index < min(at + _MOST, len(lines)):
        text = lines[index].text
        if _FRAME in text:
            frames, index = read_frames(lines, index)
            if not frames:
                break
            calls += frames
            end = index
        elif _BETWEEN.match(text):
            index += 1
        else:
            break
    return calls, end


def _found(
    lines: Sequence[Line], at: int, end: int, name: str | None, message: str, calls: Sequence[Frame]
) -> Found:
    span = (lines[at].number, lines[max(end, at + 1) - 1].number)
    kind = "python" if name else "line"
    return Found(
        Failure(kind, name, message, judged(calls), span),  # type: ignore[arg-type]
        max(end, at + 1),
    )
