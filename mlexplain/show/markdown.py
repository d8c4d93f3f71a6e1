"""Results as Markdown, to paste into an issue or a job summary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mlexplain.report import (
    CheckReport,
    Diagnosis,
    Explanation,
    Fix,
    Location,
    TraceReport,
    Unrecognised,
)
from mlexplain.show.change import change
from mlexplain.show.logs import Diagnosed, place, span
from mlexplain.show.steps import step_numbers
from mlexplain.show.visible import one_line, visible

_LEVELS = {"cause": "Other errors", "consequence": "What came of it", "wrapper": "What came of it"}


def trace(logs: Sequence[Diagnosed]) -> str:
    parts: list[str] = []
    for log in logs:
        if len(logs) > 1:
            parts.append(f"# {code(log.name)}")
        parts += _report(log.report)
    return visible("\n\n".join(parts)) + "\n"


def check(report: CheckReport) -> str:
    if not report.findings and not report.errors:
        return "No device-placement bugs found.\n"
    rows = ["| where | rule | what |", "| --- | --- | --- |"]
    for found in report.findings:
        where = f"{found.path}:{found.line}:{found.column}"
        rows.append(f"| {_cell(where)} | {found.code} {found.kind} | {_row(found.message)} |")
    parts = ["\n".join(rows)] if report.findings else []
    parts += [f"- {code(e.path)}: {escape(e.message)}" for e in report.errors]
    return visible("\n\n".join(parts)) + "\n"


def explain(explanations: Sequence[Explanation]) -> str:
    return visible("\n".join("\n\n".join(_explanation(e)) + "\n" for e in explanations))


def escape(text: str) -> str:
    """Text of unknown origin as a single line of Markdown that reads as it stands."""
    return re.sub(r"([\\`*_{}\[\]<>#|~&!])", r"\\\1", one_line(text))


def code(text: str) -> str:
    """Text of unknown origin as inline code, whatever backticks it holds."""
    line = one_line(text)
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def block(text: str, language: str = "") -> str:
    """Text of unknown origin as a code block that nothing in it can end."""
    shown = visible(text).strip("\n")
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{shown}\n{fence}"


def _report(report: TraceReport) -> Iterator[str]:
    if not report.diagnoses and not report.unrecognised:
        yield "No error found."
    for found in report.diagnoses[:1]:
        yield from _diagnosis(found)
    lists: dict[str, list[str]] = {}
    for found in report.diagnoses[1:]:
        title = _LEVELS.get(found.role, "Warnings")
        lists.setdefault(title, []).append(
            f"- `{found.rule}`: {one_line(found.title)}{_facts(found)}"
        )
    for unknown in report.unrecognised:
        said = code(f"{unknown.exception or 'error'}: {unknown.message}")
        own = f" at {_where(unknown.location)}" if unknown.location else ""
        meaning = f" {unknown.meaning}" if unknown.meaning else ""
        entry = f"- {said}{own}{_facts(unknown)}{meaning}"
        lists.setdefault("Not in the rule book", []).append(entry)
    for title, entries in lists.items():
        yield f"### {title}"
        yield "\n".join(entries)


def _diagnosis(found: Diagnosis) -> Iterator[str]:
    yield f"## {one_line(found.title)}"
    if found.summary:
        yield found.summary
    if found.location:
        yield f"{_where(found.location)}{_facts(found)}"
        if found.location.code:
            yield block(found.location.code, "python")
    said = f"{found.exception}: {found.message}" if found.exception else found.message
    yield block(said, "text")
    if found.explanation:
        yield "### Why"
        yield found.explanation.strip()
    if found.fixes:
        yield "### Fix"
    for number, fix in enumerate(found.fixes, 1):
        yield from _fix(number, fix)
    links = "".join(f", <{link}>" for link in found.docs)
    yield f"More: `mlexplain rule {found.rule}`{links}"


def _fix(number: int, fix: Fix) -> Iterator[str]:
    yield f"**{number}. {fix.title}**"
    if fix.text.strip():
        yield fix.text.strip()
    lines = change(fix.before, fix.after)
    if lines:
        yield block("\n".join(f"{mark} {line}" for mark, line in lines), "diff")
    if fix.command:
        yield block(fix.command, "shell")


def _explanation(explanation: Explanation) -> Iterator[str]:
    yield f"## {code(explanation.name)}"
    yield explanation.summary
    if explanation.parameters:
        rows = ["| parameter | meaning |", "| --- | --- |"]
        rows += [f"| {_cell(p.name)} | {_row(p.text)} |" for p in explanation.parameters]
        yield "\n".join(rows)
    numbers = step_numbers([step.depth for step in explanation.steps])
    for number, step in zip(numbers, explanation.steps, strict=True):
        yield f"**{number}** ({span(step.lines)}) {step.text}"
        yield block(step.code, "python")
    if explanation.warnings:
        yield "### Watch out"
        yield "\n".join(f"- line {w.line}: {w.text} (`{w.rule}`)" for w in explanation.warnings)


def _where(location: Location | None) -> str:
    if location is None:
        return ""
    line = f":{location.line}" if location.line else ""
    function = f" in {code(location.function)}" if location.function else ""
    return f"{code(location.file + line)}{function}"


def _facts(entry: Diagnosis | Unrecognised) -> str:
    count = f"{entry.count:,} times" if entry.count > 1 else ""
    known = [fact for fact in (span(entry.lines), place(entry.ranks), count) if fact]
    return f" ({', '.join(known)})" if known else ""


def _cell(text: str) -> str:
    return code(text).replace("|", "\\|")


def _row(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
