"""Assertions that GPU kernels print, one line per thread, before any error reaches Python."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mlexplain.report import Failure, Frame, Line
from mlexplain.trace.found import Found

TRIGGERS = ("Assertion `",)
_ASSERTION = re.compile(
    r"(?P<file>(?:[A-Za-z]:)?[^\s:]{1,500}\.\w{1,4}):(?P<line>\d{1,7}): (?P<kernel>.{0,2000}?):? ?"
    r"block: ?\[[\d, ]{1,40}\],? thread: ?\[[\d, ]{1,40}\]:? "
    r"(?P<text>Assertion `(?P<condition>.{1,1000}?)` failed\.?)"
)


def read_assertions(lines: Sequence[Line], at: int) -> Found | None:
    """All lines of one assertion, which differ in block and thread alone, as one failure."""
    match = _ASSERTION.match(lines[at].text.lstrip())
    if match is None:
        return None
    key = (match["file"], match["line"], match["condition"])
    end, count, last = at + 1, 1, at
    while end < len(lines):
        again = _ASSERTION.match(lines[end].text.lstrip())
        if again is None or (again["file"], again["line"], again["condition"]) != key:
            break
        count, last = count + 1, end
        end += 1
    file, kernel = match["file"], match["kernel"].rstrip(" ,:")
    failure = Failure(
        kind="device",
        exception=None,
        message=": ".join(filter(None, (f"{file}:{match['line']}", kernel, match["text"]))),
        frames=(Frame(file, int(match["line"]), kernel or None, None, False, lines[at].number),),
        lines=(lines[at].number, lines[last].number),
        count=count,
        facts={"condition": match["condition"]} | ({"kernel": kernel} if kernel else {}),
    )
    return Found(failure, end)
