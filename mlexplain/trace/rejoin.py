"""Traceback lines that a mail, a chat or a terminal broke are put together again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mlexplain.report import Line
from mlexplain.trace.words import is_header

_OPENING = re.compile(
    r'\s{0,80}File "[^"]{0,1000}$|\s{0,80}File "[^"]{1,1000}",.{0,40}$|\s{0,80}File$'
)
_WHOLE = re.compile(
    r'\s{0,80}File "[^"]{1,1000}", line \d{1,7}(?:, in \S.{0,300}| in \S.{0,300})?$'
)
_CUT_IN = re.compile(r'\s{0,80}File "[^"]{1,1000}", line \d{1,7}, in$')
_HEADER_START = re.compile(r".{0,200}Traceback \(most recent( call( last\)?)?)?$")
_NAME = re.compile(r"(?:<\w{1,40}>|[A-Za-z_][\w.<>]{0,200})$")
_MOST = 4


def rejoined(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines with broken frame and header lines whole, each at its first line's number."""
    if not any(_broken(line.text) for line in lines):
        return lines
    result: list[Line] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        whole, used = _whole(lines, at) if _broken(line.text) else (None, 1)
        result.append(line if whole is None else replace(line, text=whole))
        at += used
    return result


def _broken(text: str) -> bool:
    if text.endswith(":") or ("File" not in text and "Traceback" not in text):
        return False
    if _HEADER_START.match(text):
        return True
    return bool(_OPENING.match(text)) and not _WHOLE.match(text)


def _whole(lines: Sequence[Line], at: int) -> tuple[str | None, int]:
    """The line that starts at `at` put together, and how many lines it took."""
    text = lines[at].text
    best: tuple[str | None, int] = (None, 1)
    for used in range(2, _MOST + 2):
        if at + used > len(lines):
            break
        part = lines[at + used - 1].text.strip()
        if not part or part.startswith(("File", "Traceback")):
            break
        if _CUT_IN.match(text):
            return (f"{text} {part}", used) if _NAME.match(part) else best
        # Broken inside a path or a word nothing was lost; elsewhere a blank was.
        glue = "" if text.count('"') == 1 and not text.endswith('"') else " "
        text = f"{text}{glue}{part}"
        if is_header(text):
            return text, used
        if _WHOLE.match(text):
            best = text, used
            if ", in " in text:
                return best
        elif not _OPENING.match(text) and not _HEADER_START.match(text):
            break
    return best
