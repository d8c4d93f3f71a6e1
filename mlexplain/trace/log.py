"""A whole log to its failures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import BinaryIO

from mlexplain.read.decode import utf8_chunks
from mlexplain.read.prefix import Prefixes
from mlexplain.read.stream import read_lines
from mlexplain.report import Failure, Line, NvidiaSmi, SourceBlock, Trace
from mlexplain.trace import (
    bare,
    boxed,
    device,
    errorline,
    glog,
    golog,
    group,
    native,
    node_report,
    notebook,
    pytest_report,
    signals,
    toolline,
    warning,
)
from mlexplain.trace.curve import Curves
from mlexplain.trace.fold import Folded
from mlexplain.trace.found import Found
from mlexplain.trace.inline import unwrapped
from mlexplain.trace.parallel import file_windows
from mlexplain.trace.python import read_python
from mlexplain.trace.rejoin import rejoined
from mlexplain.trace.saved import unpacked
from mlexplain.trace.scan import Size, Window, windows
from mlexplain.trace.smi import read_smi
from mlexplain.trace.source import read_commands, read_sources
from mlexplain.trace.words import HEADER_WORDS

Grammar = Callable[[Sequence[Line], int], "Found | None"]
Grammars = tuple[tuple[tuple[str, ...], Grammar], ...]

# In the order in which they are tried; each looks only at lines that hold one of its words.
GRAMMARS: Grammars = (
    (device.TRIGGERS, device.read_assertions),
    (boxed.TRIGGERS, boxed.read_boxed),
    (group.TRIGGERS, group.read_group),
    (bare.DEBUGGER_TRIGGERS, bare.read_debugger),
    (node_report.TRIGGERS, node_report.read_report),
    ((*HEADER_WORDS, '", ', "”, ", "» "), read_python),
    (notebook.TRIGGERS, notebook.read_notebook),
    (pytest_report.TRIGGERS, pytest_report.read_report),
    (pytest_report.TRIGGERS, pytest_report.read_summary_line),
    (native.FATAL_TRIGGERS, native.read_fatal),
    (native.TERMINATE_TRIGGERS, native.read_terminate),
    (native.ASSERT_TRIGGERS, native.read_assert),
    (warning.TRIGGERS, warning.read_warning),
    (signals.TRIGGERS, signals.read_signal),
    (glog.TRIGGERS, glog.read_glog),
    (golog.TRIGGERS, golog.read_golog),
    (errorline.TRIGGERS, errorline.read_record),
    (errorline.TRIGGERS, errorline.read_alone),
    (toolline.TRIGGERS, toolline.read_tool_line),
    (bare.TRIGGERS, bare.read_bare),
    (bare.REPR_TRIGGERS, bare.read_repr),
)

_NOT_FINITE = re.compile(
    r"(?i)(?:loss|grad|norm|perplexity|ppl)[^\n]{0,40}?\b(?:nan|-?inf(?:inity)?)\b"
)

NEAR = 20
"""Lines before and after a failure, or where a loss turns nan, that are kept as context."""
MAX_CONTEXT = 400
MAX_BESIDE = 400
"""Code blocks and commands kept."""
MAX_SENTENCES = 40
"""Lines up to which a text without a failure may be a question that tells of one."""
SMALL = 4 << 20
"""Bytes up to which a log is read whole."""


@dataclass
class Reading:
    """What has been read so far."""

    folded: Folded = field(default_factory=Folded)
    curves: Curves = field(default_factory=Curves)
    smi: NvidiaSmi | None = None
    sources: list[SourceBlock] = field(default_factory=list)
    commands: list[tuple[int, str]] = field(default_factory=list)
    context: list[Line] = field(default_factory=list)
    sentences: list[Line] = field(default_factory=list)

    def add(self, lines: Sequence[Line]) -> None:
        """Read a run of neighbouring lines."""
        taken: set[int] = set()
        table = read_smi(lines)
        if table:
            self.smi, taken = table
        for stream in by_stream(lines):
            untaken = [line for line in stream if line.number not in taken]
            rest = rejoined(unwrapped(unpacked(untaken)))
            failures, spans = read_failures(rest)
            if not failures and len(rest) <= MAX_SENTENCES:
                self.sentences += rest
            self.folded.add(failures)
            self.curves.add(rest)
            self._beside(rest, spans)

    def trace(self, lines: int, size: int) -> Trace:
        failures = self.folded.failures()
        if all(failure.kind == "warning" for failure in failures) and (
            lost := self.curves.failure()
        ):
            failures = (*failures, lost)
        return Trace(
            failures=failures,
            smi=self.smi,
            sources=tuple(self.sources[:MAX_BESIDE]),
            commands=tuple(self.commands[:MAX_BESIDE]),
            context=tuple(self.context),
            sentences=() if failures or lines > MAX_SENTENCES else tuple(self.sentences),
            total_lines=lines,
            total_bytes=size,
        )

    def _beside(self, lines: Sequence[Line], spans: Sequence[tuple[int, int]]) -> None:
        """Code, commands and context among the lines that belong to no failure."""
        free: list[Line] = []
        at = 0
        turned = next((i for i, line in enumerate(lines) if _turned(line.text)), None)
        if turned is not None and len(self.context) < MAX_CONTEXT:
            self.context += lines[max(0, turned - NEAR) : turned + NEAR]
        for start, end in (*spans, (len(lines), len(lines))):
            gap = lines[at:start]
            free += gap
            if spans and len(self.context) < MAX_CONTEXT:
                near = gap if len(gap) <= 2 * NEAR else (*gap[:NEAR], *gap[-NEAR:])
                self.context += [line for line in near if line.text]
            at = end
        if len(self.sources) < MAX_BESIDE:
            self.sources += read_sources(free)
        if len(self.commands) < MAX_BESIDE:
            self.commands += read_commands(free)


def trace_log(
    source: str | bytes | BinaryIO,
    prepare: Callable[[], object] = lambda: None,
    size: Size | None = None,
) -> Trace:
    """Everything that went wrong according to a log. Raises BinaryInput where bytes are no text.

    `prepare` is called, at most once, where a failure has been found and a long wait lies ahead.
    `size` grows while a large log is read.
    """
    size, reading = size or Size(), Reading()

    def meanwhile() -> None:
        if reading.folded:
            prepare()

    if not isinstance(source, (str, bytes)):
        if found := file_windows(source, size, meanwhile):
            return _read_windows(found, size, reading)
    pieces = utf8_chunks(source)
    head: list[bytes] = []
    read = 0
    for piece in pieces:
        head.append(piece)
        read += len(piece)
        if read > SMALL:
            return _read_windows(windows(chain(head, pieces), size), size, reading)
    return read_whole(b"".join(head))


def read_whole(data: bytes) -> Trace:
    """A log, given as UTF-8, read line by line."""
    reading = Reading()
    lines = list(read_lines(data))
    reading.add(lines)
    return reading.trace(lines[-1].number if lines else 0, len(data))


def read_windows(pieces: Iterable[bytes]) -> Trace:
    """A log, given as pieces of UTF-8, of which only the parts that may hold failures are read."""
    size = Size()
    return _read_windows(windows(pieces, size), size, Reading())


def _read_windows(found: Iterable[Window], size: Size, reading: Reading) -> Trace:
    prefixes = Prefixes()
    for window in found:
        reading.add(list(read_lines(window.data, window.first, prefixes)))
    return reading.trace(size.lines, size.bytes)


def _turned(text: str) -> bool:
    """Whether a loss or a norm is nan or infinite in this line."""
    return any(word in text for word in ("nan", "NaN", "inf", "Inf")) and bool(
        _NOT_FINITE.search(text)
    )


def by_stream(lines: Iterable[Line]) -> list[list[Line]]:
    """The lines of each writer apart, in order."""
    streams: dict[str | None, list[Line]] = {}
    lines = list(lines)
    if sum(line.stream is not None for line in lines) == 1:  # the rest was wrapped off that line
        return [lines]
    for line in lines:
        streams.setdefault(line.stream, []).append(line)
    return list(streams.values())


def read_failures(lines: Sequence[Line]) -> tuple[list[Failure], list[tuple[int, int]]]:
    """The failures in the lines of one writer, and the index spans that they take up."""
    failures: list[Failure] = []
    spans: list[tuple[int, int]] = []
    grammars = _possible("\n".join([line.text for line in lines]))
    at = 0
    while at < len(lines) and grammars:
        found = _read_one(lines, at, grammars)
        if found is None:
            at += 1
            continue
        failures.append(_from_stream(found.failure, lines[at]))
        end = max(found.end, at + 1)
        spans.append((at, end))
        at = end
    return failures, spans


def _possible(text: str) -> Grammars:
    """The grammars whose words occur in a text at all, with those words."""
    words = {word for triggers, _ in GRAMMARS for word in triggers if word in text}
    present = ((tuple(filter(words.__contains__, triggers)), read) for triggers, read in GRAMMARS)
    return tuple((triggers, read) for triggers, read in present if triggers)


def _read_one(lines: Sequence[Line], at: int, grammars: Grammars) -> Found | None:
    text = lines[at].text
    if not text:
        return None
    for triggers, grammar in grammars:
        for trigger in triggers:
            if trigger in text:
                if found := grammar(lines, at):
                    return found
                break
    return None


def _from_stream(failure: Failure, line: Line) -> Failure:
    if line.stream is None:
        return failure
    ranks = failure.ranks if line.rank is None else (line.rank,)
    inner = tuple((how, _from_stream(failure, line)) for how, failure in failure.inner)
    return replace(failure, ranks=ranks, streams=(line.stream,), inner=inner)
