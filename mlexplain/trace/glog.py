"""Lines of C++ loggers: c10 and Google (`[E ProcessGroupNCCL.cpp:828] …`), TensorFlow, NCCL, Ray.

Only errors and warnings count; information never does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mlexplain.report import Failure, FailureKind, Frame, Line
from mlexplain.trace.exception import read_message
from mlexplain.trace.found import Found
from mlexplain.trace.words import indent, is_boundary

TRIGGERS = (".cpp:", ".cc:", "gcs_rpc_client.h:", "NCCL WARN", "NCCL ERROR")
_GLOG = re.compile(
    r"\[?(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{1,9}: )?(?P<level>[EWF])(?:\d{3,4} [\d:.]{6,20})?"
    r" {0,9}(?:\d{1,9} )?(?P<file>[\w./+-]{1,300}):(?P<line>\d{1,7})\]\s?(?P<message>\S.*)$",
    re.DOTALL,
)
_NCCL = re.compile(
    r"(?:(?P<host>[\w.-]{1,100}):(?P<pid>\d{1,9}):\d{1,9} )?(?:\[(?P<gpu>\d{1,4})\] )?"
    r"(?:(?P<file>[\w./+-]{1,300}):(?P<line>\d{1,7}) )?"
    r"NCCL (?P<level>WARN|ERROR) (?P<message>\S.*)$",
    re.DOTALL,
)
_RAY = re.compile(
    r"(?:\([^)]{1,60}\) )?\[\d{4}-\d\d-\d\d [\d:]{8},\d{3} (?P<level>[EWCF]) \d{1,9} \d{1,9}\] "
    r"(?:\([\w-]{1,40}\) )?(?P<file>[\w./+-]{1,300}):(?P<line>\d{1,7}):\s{1,3}(?P<message>\S.*)$",
    re.DOTALL,
)
_TAGS = re.compile(r"(?:\[[^\]\n]{1,80}\] ?){1,6}$")
_RANK = re.compile(r"\[?(?:PG (?:ID )?\S{1,60} )?(?:PG GUID \S{1,60} )?Rank (\d{1,6})\]")


def read_glog(lines: Sequence[Line], at: int) -> Found | None:
    text = lines[at].text.strip()
    match = _GLOG.match(text) or _NCCL.match(text) or _RAY.match(text)
    if match is None:
        return None
    kind: FailureKind = "warning" if match["level"] == "W" else "line"
    frames: tuple[Frame, ...] = ()
    if match["file"]:
        frames = (Frame(match["file"], int(match["line"]), None, None, False, lines[at].number),)
    named = _RANK.search(match["message"][:300])
    details = match.groupdict()
    facts = {
        name: int(value) if value.isdigit() else value
        for name in ("host", "pid", "gpu")
        if (value := details.get(name))
    }
    message, end = _message(lines, at, match["message"].rstrip())
    failure = Failure(
        kind=kind,
        exception=None,
        message=message,
        frames=frames,
        lines=(lines[at].number, lines[end - 1].number),
        ranks=(int(named[1]),) if named else (),
        facts=facts,
    )
    return Found(failure, end)


def _message(lines: Sequence[Line], at: int, first: str) -> tuple[str, int]:
    """The words of the record; below it where a mail broke the line behind its tags."""
    below = at + 1 < len(lines) and lines[at + 1].text
    if not below or not _TAGS.match(first) or is_boundary(below.strip()):
        return read_message(lines, at, indent(lines[at].text), first)
    message, end = read_message(lines, at + 1, indent(below), below.strip())
    return f"{first} {message}", end
