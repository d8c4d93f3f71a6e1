"""Warnings as Python's `warnings` module and loggers print them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mlexplain.report import Failure, Frame, Line
from mlexplain.trace.exception import MAX_LINES_BELOW
from mlexplain.trace.found import Found
from mlexplain.trace.ownership import is_mine
from mlexplain.trace.words import indent, is_boundary

TRIGGERS = ("Warning: ", "Warning:")
_WARNING = re.compile(
    r"(?P<file>(?:[A-Za-z]:[\\/])?[^:\n]{1,500}?):(?P<line>\d{1,7}): "
    r"(?P<name>(?:[A-Za-z_]\w{0,80}\.){0,10}[A-Za-z]\w{0,80}Warning): ?(?P<message>.*)$",
    re.DOTALL,
)
_ALONE = re.compile(
    r"(?P<name>(?:User|Runtime|Future|Deprecation|Convergence|DataConversion|Settings?With"
    r"Copy|Performance|UndefinedMetric|InconsistentVersion)Warning): ?(?P<message>\S.*|(?<=Copy"
    r"Warning:)|(?<=Copy"
    r"Warning: ))$",
    re.DOTALL,
)
"""A warning pasted without the place that raised it."""
_CPP = re.compile(r"\s?\(Triggered internally at [^)]{1,500}\)")


def read_warning(lines: Sequence[Line], at: int) -> Found | None:
    """`file.py:12: UserWarning: message` with the source line that follows it."""
    text = lines[at].text
    match = _WARNING.match(text.lstrip())
    if match is None:
        return _alone(lines, at)
    end = at + 1
    message = [match["message"]]
    margin = indent(text)
    code = None
    while end < len(lines) and end - at < 60:
        text = lines[end].text
        if not text or is_boundary(text.strip()):
            break
        if _is_source(text, margin) and not _call_follows(lines, end):
            code = text.strip()
            end += 1
            break
        # A message of several lines is known by the call that stands under it.
        opens_below = not message[0] and end - at <= MAX_LINES_BELOW
        if not opens_below and not _runs_on(lines, end, margin):
            break
        message.append(text.strip())
        end += 1
    file = match["file"]
    frame = Frame(file, int(match["line"]), None, code, is_mine(file), lines[at].number)
    failure = Failure(
        kind="warning",
        exception=match["name"],
        message="\n".join(message).strip(),
        frames=(frame,),
        lines=(lines[at].number, lines[end - 1].number),
    )
    return Found(failure, end)


def _alone(lines: Sequence[Line], at: int) -> Found | None:
    match = _ALONE.match(lines[at].text.lstrip())
    if match is None:
        return None
    span = (lines[at].number, lines[at].number)
    failure = Failure("warning", match["name"], match["message"], lines=span, complete=False)
    return Found(failure, at + 1)


_CALLS = ("warnings.warn", "warn(", "_warn", "logger.warn", "log.warn")


def _call_follows(lines: Sequence[Line], at: int) -> bool:
    """Whether the warning's own call stands below: what is indented above it is the message."""
    below = lines[at + 1].text.strip() if at + 1 < len(lines) else ""
    return below.startswith(_CALLS) and not lines[at].text.strip().startswith(_CALLS)


def _is_source(text: str, margin: int) -> bool:
    body = text.strip()
    if body.startswith((*_CALLS, "return ", "raise ")):
        return True
    return indent(text) == margin + 2 and not body.endswith(".")


def _runs_on(lines: Sequence[Line], at: int, margin: int) -> bool:
    """Whether the source line of the warning still comes."""
    deeper = indent(lines[at].text) > margin
    for line in lines[at + 1 : at + 20]:
        if not line.text:
            return False
        if line.text.strip().startswith(_CALLS) or (deeper and _is_source(line.text, margin)):
            return True
    return False
