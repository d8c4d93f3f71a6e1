"""Records of programs written in Go (Ollama, Docker): `time=… level=ERROR msg="…" error="…"`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mlexplain.report import Failure, Line
from mlexplain.trace.found import Found

TRIGGERS = ("level=ERROR", "level=FATAL", "level=error", "level=fatal")
_LEVEL = re.compile(r"(?:^|[\s\"])level=(?:ERROR|FATAL|error|fatal)\s(?P<rest>.*)$")
_FIELD = re.compile(
    r"\b(?P<key>msg|error|err)=(?:\"(?P<quoted>(?:[^\"\\]|\\.){1,2000})\"|(?P<word>\S+))"
)


def read_golog(lines: Sequence[Line], at: int) -> Found | None:
    """One record at level error: its message, and the error that it hands on."""
    text = lines[at].text
    if len(text) > 4000:
        return None
    if text.lstrip().startswith("{"):  # a program around it keeps the record as a text in JSON
        text = text.replace('\\\\\\"', '\\"').replace('\\"', '"')
    record = _LEVEL.search(text)
    if record is None:
        return None
    fields: dict[str, str] = {}
    for field in _FIELD.finditer(record["rest"]):
        value = field["quoted"] or field["word"] or ""
        fields.setdefault("msg" if field["key"] == "msg" else "error", value.replace('\\"', '"'))
    if not fields:
        return None
    message = ": ".join(fields[key] for key in ("msg", "error") if key in fields)
    span = (lines[at].number, lines[at].number)
    return Found(Failure("line", None, message, lines=span), at + 1)
