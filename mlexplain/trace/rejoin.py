"""Traceback lines that a mail, a chat or a terminal broke are put together again."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from mlexplain.report import Line
from mlexplain.trace.words import indent, is_header

_OPENING = re.compile(
    r'\s{0,80}File "[^"]{0,1000}$|\s{0,80}File "[^"]{1,1000}",.{0,40}$|\s{0,80}File$'
)
_WHOLE = re.compile(
    r'\s{0,80}File "[^"]{1,1000}", line \d{1,7}(?:, in \S.{0,300}| in \S.{0,300})?$'
)
_CUT_IN = re.compile(r'\s{0,80}File "[^"]{1,1000}", line \d{1,7}, in$')
_HEADER_START = re.compile(r".{0,200}Traceback \(most recent( call( last\)?)?)?$")
_NAME = re.compile(r"(?:<\w{1,40}>|[A-Za-z_][\w.<>]{0,200})$")
_CALL = re.compile(r"\bin \S{1,300}$")
_GLUED = "Traceback (most recent call last):  File"
_MOST = 4
_NARROWEST = 60
"""Columns of the narrowest terminal."""


def rejoined(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines with broken frame and header lines whole, each at its first line's number."""
    lines = _parted(_unfolded(lines))
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


def _parted(lines: Sequence[Line]) -> Sequence[Line]:
    """Headers that share their line with the first frame, as NumPy prints them, get their own."""
    if not any(_GLUED in line.text for line in lines):
        return lines
    result: list[Line] = []
    for line in lines:
        head, glued, rest = line.text.partition(_GLUED)
        if glued:
            result.append(replace(line, text=f"{head}{_GLUED[:-6]}"))
            result.append(replace(line, text=f"{glued[-6:]}{rest}"))
        else:
            result.append(line)
    return result


def _unfolded(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines as they were before a terminal folded all of them at the same column."""
    width = _width(lines)
    if width is None:
        return lines
    result: list[Line] = []
    at = 0
    while at < len(lines):
        line, text = lines[at], lines[at].text
        while at + 1 < len(lines) and _folded(text, lines[at].text, lines[at + 1].text, width):
            glue = "" if len(lines[at].text) == width else " "  # a blank at the fold is lost
            at += 1
            text = f"{text}{glue}{lines[at].text}"
        result.append(line if text is line.text else replace(line, text=text))
        at += 1
    return result


def _width(lines: Sequence[Line]) -> int | None:
    """The column at which a terminal folded the lines: the longest's, else (with a command above
    that is longer) the most frequent of the long ones."""
    lengths = Counter(len(line.text) for line in lines if len(line.text) >= _NARROWEST)
    if not lengths:
        return None
    for width in (max(lengths), lengths.most_common(1)[0][0]):
        # Under a frame line stands indented code, unless it was folded.
        folded = sum(
            len(line.text) in (width, width - 1)
            and '  File "' in line.text
            and indent(after.text) < 2
            for line, after in itertools.pairwise(lines)
            if after.text
        )
        if folded >= 2:
            return width
    return None


def _folded(text: str, last: str, after: str, width: int) -> bool:
    """Whether a line goes on in the next: it is full, or full but for a blank that is lost."""
    if len(last) == width:
        return True
    if len(last) != width - 1:
        return False
    return after[:1].islower() or ('  File "' in text and not _CALL.search(text))


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
