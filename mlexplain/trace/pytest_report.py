"""pytest's reports: source with `>`, lines with `E`, `file.py:12: RuntimeError`, summaries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mlexplain.report import Failure, Frame, Line, Relation
from mlexplain.trace import exception
from mlexplain.trace.found import Found
from mlexplain.trace.frames import with_code
from mlexplain.trace.ownership import is_mine, judged
from mlexplain.trace.words import HEADER, relation

TRIGGERS = ("____ ", "FAILED ", "ERROR ")
_TITLE = re.compile(r"_{3,200} (?P<name>\S.{0,300}?) _{3,200}$")
_ABSOLUTE = re.compile(r"[/~<]|[A-Za-z]:|\.\./")
_BETWEEN = re.compile(r"(?:_ ){5,200}_?$")
_SECTION = re.compile(r"={3,200} .{1,200}? ={3,200}$|={40,}$")
_PLACE = re.compile(
    r"(?P<file>[^\s:][^:]{0,500}):(?P<line>\d{1,7}): (?P<name>[A-Za-z_][\w.]{0,200})?\s*$"
    r"|(?P<file2>[^\s:][^:]{0,500}):(?P<line2>\d{1,7}):(?: in (?P<function>\S.{0,200}))?$"
)
_ERROR = re.compile(r"E(?:   (?P<message>.*)|\s*)$", re.DOTALL)
_DEF = re.compile(r"\s{0,40}(?:async )?def (\w{1,200})")
_SUMMARY = re.compile(
    r"(?:FAILED|ERROR) (?P<test>\S{1,500}::\S{1,500}|\S{1,500}\.py)(?: - (?P<text>\S.*))?$"
)
_MAX_LINES = 20_000


def read_report(lines: Sequence[Line], at: int) -> Found | None:
    """One `____ test_name ____` section, with the exceptions that its own is chained to."""
    title = _TITLE.match(lines[at].text.strip())
    found = _part(lines, at, at + 1) if title else None
    if title is None or found is None:
        return None
    while (link := _link(lines, found.end)) and (following := _part(lines, *link[1:])):
        inner = (*following.failure.inner, (link[0], found.failure))
        found = Found(replace(following.failure, inner=inner), following.end)
    failure = replace(found.failure, facts={"test": title["name"]})
    root = _rootdir(lines, at, {frame.file for frame in failure.frames})
    return Found(_rooted(failure, root) if root else failure, found.end)


def _rootdir(lines: Sequence[Line], at: int, files: set[str]) -> str | None:
    """The directory that the report's paths are relative to, where the log shows it.

    Paths are relative to the working directory, the progress lines to `rootdir`: where one of the
    files stands in a progress line, the two are the same.
    """
    starts = tuple(f"{file}{mark}" for file in files for mark in (" ", "::"))
    ran = False
    for line in lines[max(0, at - _MAX_LINES) : at][::-1]:
        if line.text.startswith("rootdir: "):
            return line.text.removeprefix("rootdir: ").split(",")[0].rstrip("/") if ran else None
        ran = ran or line.text.startswith(starts)
    return None


def _rooted(failure: Failure, root: str) -> Failure:
    frames = tuple(
        frame if _ABSOLUTE.match(frame.file) else replace(frame, file=f"{root}/{frame.file}")
        for frame in failure.frames
    )
    inner = tuple((how, _rooted(member, root)) for how, member in failure.inner)
    return replace(failure, frames=frames, inner=inner)


def _link(lines: Sequence[Line], at: int) -> tuple[Relation, int, int] | None:
    while at < len(lines) and not lines[at].text:
        at += 1
    how = relation(lines[at].text) if at < len(lines) else None
    return ("cause" if how == "cause" else "context", at, at + 1) if how else None


def _part(lines: Sequence[Line], start: int, at: int) -> Found | None:
    """Source, E lines and places up to the place that names the exception."""
    frames: list[Frame] = []
    errors: list[tuple[int, str]] = []
    source: list[str] = []
    pending = False  # --tb=short: the code stands under the place, not above it
    name: str | None = None
    index = at
    while index < len(lines) and index - at < _MAX_LINES:
        text = lines[index].text
        if _TITLE.match(text.strip()) or _SECTION.match(text.strip()):
            break
        if HEADER.match(text) and not errors:
            return None  # --tb=native: CPython's own form follows
        if _BETWEEN.match(text):
            if pending:
                frames[-1] = with_code(frames[-1], source)
            pending, source = False, []
            index += 1
            continue
        place = _PLACE.match(text)
        error = _ERROR.match(text)
        if errors and pending and error is None:
            break
        if error is not None:
            errors.append((index, error["message"] or ""))
        elif place:
            if pending:
                frames[-1] = with_code(frames[-1], source)
            pending = bool(place["function"])
            frames.append(_frame(place, [] if pending else source, lines[index].number))
            name = place["name"] or name
            source = []
            if place["name"]:
                index += 1
                break
        else:
            source.append(text)
        index += 1
    if pending and source:
        frames[-1] = with_code(frames[-1], [text for text in source if text.strip()])
    if not errors or not frames:
        return None
    message, ending = _message([text for _, text in errors], name)
    failure = Failure(
        kind="python",
        exception=ending or name,
        message=message,
        frames=judged(frames),
        lines=(lines[start].number, lines[max(errors[-1][0], index - 1)].number),
    )
    return Found(failure, index)


def _frame(place: re.Match[str], source: Sequence[str], number: int) -> Frame:
    file, line = place["file"] or place["file2"], int(place["line"] or place["line2"])
    function, code = place["function"], None
    for text in source:
        if match := _DEF.match(text.removeprefix(">")):
            function = function or match[1]
        if text.startswith(">"):
            code = text[1:].strip()
    context = tuple(
        (0, text[1:] if text.startswith(">") else text) for text in source if text.strip()
    )
    return Frame(file, line, function, code, is_mine(file), number, context=context[-40:])


def _message(errors: Sequence[str], name: str | None) -> tuple[str, str | None]:
    """The exception's name and message out of the E lines, which are indented by the source."""
    margin = min((len(text) - len(text.lstrip()) for text in errors if text.strip()), default=0)
    texts = [text[margin:] for text in errors]
    line = Line(0, texts[0])
    ending = exception.read_ending([line], 0, 0)
    if ending and (ending.name == name or exception.is_certain(ending)):
        return "\n".join([ending.message, *texts[1:]]).rstrip(), ending.name
    return "\n".join(texts).rstrip(), None  # `assert 1 == 2` has no name in its E line


def read_summary_line(lines: Sequence[Line], at: int) -> Found | None:
    """`FAILED tests/test_a.py::test_b - RuntimeError: …`"""
    match = _SUMMARY.match(lines[at].text)
    if match is None:
        return None
    text = match["text"] or ""
    ending = exception.read_ending([Line(0, text)], 0, 0) if text else None
    certain = ending is not None and exception.is_certain(ending)
    failure = Failure(
        kind="python" if certain else "line",
        exception=ending.name if ending and certain else None,
        message=ending.message if ending and certain else text or lines[at].text,
        lines=(lines[at].number, lines[at].number),
        facts={"test": match["test"], "summary": True},
        complete=False,
    )
    return Found(failure, at + 1)
