"""Findings of `check` for people: each with its source line, the place marked, and the fix.

Written without Rich: this runs at every commit, where a tenth of a second is felt.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from mlexplain.report import CheckReport, FileError, Finding
from mlexplain.show.ansi import Painter
from mlexplain.show.visible import one_line, visible

Sources = Callable[[Finding], Sequence[str]]
"""Gives the source lines of the file (or notebook cell) that a finding is in."""


def text(report: CheckReport, sources: Sources, color: bool = False) -> str:
    """Every finding, then how many there are and how many `--fix` can mend."""
    paint = Painter(color)
    parts = [_finding(found, sources(found), paint) for found in report.findings]
    parts += [_error(error, paint) for error in report.errors]
    return "\n".join(parts) + ("\n" if report.findings else "") + summary(report) + "\n"


def concise(report: CheckReport, color: bool = False) -> str:
    """One line each."""
    paint = Painter(color)
    lines = [_headline(found, paint) for found in report.findings]
    lines += [_error(error, paint).rstrip("\n") for error in report.errors]
    return "\n".join([*lines, summary(report)]) + "\n"


def statistics(report: CheckReport) -> str:
    """How often each rule was broken, the commonest first; `[*]` marks what `--fix` mends."""
    counts = Counter((found.code, found.kind) for found in report.findings)
    fixable = {found.code for found in report.findings if found.fix}
    width = len(str(max(counts.values(), default=0)))
    rows = [
        f"{count:>{width}}  {code}  {'[*]' if code in fixable else '[ ]'}  {kind}"
        for (code, kind), count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    return "\n".join([*rows, summary(report)]) + "\n"


def summary(report: CheckReport) -> str:
    found = len(report.findings)
    if not found:
        checked = _count(report.files, "file")
        clean = f"No device-placement bugs found in {checked}."
        return clean + _unread(report)
    where = _count(len({f.path for f in report.findings}), "file")
    fixable = sum(f.fix is not None for f in report.findings)
    line = f"Found {_count(found, 'bug')} in {where}."
    if fixable:
        line += f" {fixable} fixable with `--fix`."
    unsafe = sum(f.remedy is not None and not f.remedy.safe for f in report.findings)
    if unsafe:
        line += f" {unsafe} more with `--unsafe-fixes`."
    return line + _unread(report)


def _finding(found: Finding, source: Sequence[str], paint: Painter) -> str:
    return "\n".join([_headline(found, paint), *_snippet(found, source, paint)]) + "\n"


def _headline(found: Finding, paint: Painter) -> str:
    cell = f":cell {found.cell}" if found.cell is not None else ""
    place = f"{paint(one_line(found.path) + cell, 'bold')}:{found.line}:{found.column}:"
    unsure = " (likely)" if found.confidence == "medium" else ""
    return f"{place} {paint(found.code, 'red')} [{found.kind}] {one_line(found.message)}{unsure}"


def _snippet(found: Finding, source: Sequence[str], paint: Painter) -> Iterator[str]:
    gutter = len(str(found.line + 1))
    bar = paint("|", "blue")
    if 0 < found.line <= len(source):
        yield f"{'':>{gutter}} {bar}"
        for number in range(max(found.line - 1, 1), min(found.line + 1, len(source)) + 1):
            code = visible(source[number - 1].rstrip("\r\n"))
            yield f"{paint(f'{number:>{gutter}}', 'blue')} {bar} {code}".rstrip()
            if number == found.line:
                yield f"{'':>{gutter}} {bar} {paint(_carets(found, source), 'red')}"
        yield f"{'':>{gutter}} {bar}"
    if found.remedy is not None:
        label = "fix" if found.remedy.safe else "unsafe fix"
        yield f"{'':>{gutter}} {paint('=', 'blue')} {label}: {one_line(found.remedy.title)}"


def _carets(found: Finding, source: Sequence[str]) -> str:
    line = source[found.line - 1].rstrip("\r\n")
    end = found.end_column if found.end_line == found.line else len(line) + 1
    before = visible(line[: found.column - 1])
    marked = visible(line[: max(end - 1, found.column)])
    return " " * cells(before) + "^" * max(cells(marked) - cells(before), 1)


def cells(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def _error(error: FileError, paint: Painter) -> str:
    path = paint(one_line(error.path), "bold")
    return f"{path}: {paint('error', 'red')}: {one_line(error.message)}\n"


def _unread(report: CheckReport) -> str:
    return f" {_count(len(report.errors), 'file')} could not be read." if report.errors else ""


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
