"""Tracebacks whose paste ends at the line `raise SomeError(`: what class it was, and the words below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mlexplain.report import Frame, Line
from mlexplain.trace.exception import Ending, alone, is_certain, read_message
from mlexplain.trace.words import indent, is_boundary

_RAISE = re.compile(r"raise\s+((?:\w{1,80}\.){0,6}\w{1,100})\s*(?:\(|$)")
_ASSERT = re.compile(r"assert\s+\S.{0,400}?,\s*([\"'])(?P<message>[^\"'\\{%]{8,300})\1$")
_WORDS = re.compile(r"\"([^\"\\{%]*)|'([^'\\{%]*)")
_RUN_ON = re.compile(
    r"(?P<function>\w{1,100}|<\w{1,20}>) .{0,600}?"
    r"\b(?P<name>(?:\w{1,80}\.){0,6}[A-Z]\w{0,80}(?:Error|Exception)): (?P<message>\S.*)$"
)
"""A title: frame, source line and exception in one line."""
_LEAST = 8
"""Characters of the statement's own words that tell its message from a stranger's line."""


def run_on(frames: Sequence[Frame], at: int) -> tuple[list[Frame], Ending] | None:
    """The exception that stands in the line of the last frame, and the frames without it."""
    found = _RUN_ON.match(frames[-1].function or "") if frames else None
    if found is None or frames[-1].code:
        return None
    last = replace(frames[-1], function=found["function"])
    return [*frames[:-1], last], Ending(found["name"], found["message"], at)


def read_raised(lines: Sequence[Line], at: int, frames: Sequence[Frame]) -> Ending | None:
    """The class that the last statement raises, and its message where that stands right below it.

    What stands below is the message if it has the statement's own words, or if the statement is cut
    before its words; a line behind a blank one is none.
    """
    code = (frames[-1].code or "").strip() if frames else ""
    raised = _RAISE.match(code)
    if raised is None:
        return _asserted(code, lines, at)
    named = Ending(raised[1], "", at)
    if not is_certain(named):
        return None
    text = lines[at].text if at < len(lines) else ""
    if not text or is_boundary(text.strip()) or alone(text.strip()):
        return named
    words = next((a or b for a, b in _WORDS.findall(code) if len(a or b) >= _LEAST), "")
    if (words and words.strip() in text) or (not words and code.endswith("(")):
        message, end = read_message(lines, at, indent(text), text.strip())
        return Ending(raised[1], message, end)
    return named


def _asserted(code: str, lines: Sequence[Line], at: int) -> Ending | None:
    """Of a paste that ends at `assert test, "words"` the words: nothing stands below."""
    stated = _ASSERT.match(code)
    if stated is None or (at < len(lines) and any(line.text for line in lines[at:])):
        return None
    return Ending("AssertionError", stated["message"], at)
