"""The place in scripted code that TorchScript's compiler shows behind its message."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mlexplain.report import Frame, Line
from mlexplain.trace.ownership import is_mine

_PLACE = re.compile(r'\s*File "([^"\n]{1,1000})", line (\d{1,7})$')
_HERE = re.compile(r"\s*~{1,400} <--- HERE$")
_MOST = 60
"""Lines of source that may stand around the place."""


def read_place(lines: Sequence[Line], at: int) -> tuple[Frame, int] | None:
    """`File "net.py", line 7`, source lines and `~~~ <--- HERE`: the line above it, and the end."""
    match = _PLACE.match(lines[at].text) if at < len(lines) else None
    if match is None:
        return None
    end = at + 1
    while end < len(lines) and end - at < _MOST and lines[end].text:
        end += 1
    here = next((n for n in range(at + 2, end) if _HERE.match(lines[n].text)), None)
    if here is None:
        return None
    file, code = match[1], lines[here - 1].text.strip()
    return Frame(file, int(match[2]), None, code, is_mine(file), lines[at].number), end
