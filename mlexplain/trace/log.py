"""A whole log to its failures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import BinaryIO

from mlexplain.read.stream import read_lines
from mlexplain.report import Failure, Line, Trace
from mlexplain.trace import errorline, warning
from mlexplain.trace.fold import Folded
from mlexplain.trace.found import Found
from mlexplain.trace.python import read_python
from mlexplain.trace.words import HEADER_WORDS

Grammar = Callable[[Sequence[Line], int], Found | None]

# In the order in which they are tried; each looks only at lines that hold one of its words.
GRAMMARS: tuple[tuple[tuple[str, ...], Grammar], ...] = (
    ((*HEADER_WORDS, '", ', "”, ", "» "), read_python),
    (warning.TRIGGERS, warning.read_warning),
    (errorline.TRIGGERS, errorline.read_record),
    (errorline.TRIGGERS, errorline.read_alone),
)


def trace_log(source: str | bytes | BinaryIO) -> Trace:
    """Everything that went wrong according to a log. Raises BinaryInput where bytes are no text."""
    lines = list(read_lines(source))
    folded = Folded()
    for stream in by_stream(lines):
        folded.add(read_failures(stream))
    return Trace(failures=folded.failures(), total_lines=lines[-1].number if lines else 0)


def by_stream(lines: Iterable[Line]) -> list[list[Line]]:
    """The lines of each writer apart, in order."""
    streams: dict[str | None, list[Line]] = {}
    for line in lines:
        streams.setdefault(line.stream, []).append(line)
    return list(streams.values())


def read_failures(lines: Sequence[Line]) -> list[Failure]:
    """The failures in the lines of one writer."""
    failures: list[Failure] = []
    at = 0
    while at < len(lines):
        found = _read_one(lines, at)
        if found is None:
            at += 1
            continue
        failures.append(_from_stream(found.failure, lines[at]))
        at = max(found.end, at + 1)
    return failures


def _read_one(lines: Sequence[Line], at: int) -> Found | None:
    text = lines[at].text
    if not text:
        return None
    for triggers, grammar in GRAMMARS:
        for trigger in triggers:
            if trigger in text:
                if found := grammar(lines, at):
                    return found
                break
    return None


def _from_stream(failure: Failure, line: Line) -> Failure:
    if line.stream is None:
        return failure
    ranks = () if line.rank is None else (line.rank,)
    inner = tuple((how, _from_stream(failure, line)) for how, failure in failure.inner)
    return replace(failure, ranks=ranks, streams=(line.stream,), inner=inner)
