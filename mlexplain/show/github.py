"""Results as workflow commands of GitHub Actions, which shows them beside the lines they are about.

Format: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from mlexplain.report import CheckReport, Diagnosis, Location
from mlexplain.show.logs import Diagnosed
from mlexplain.show.visible import visible

_LEVELS = {"cause": "error", "consequence": "notice", "wrapper": "notice", "warning": "warning"}


def trace(logs: Sequence[Diagnosed]) -> str:
    lines: list[str] = []
    for log in logs:
        for found in log.report.diagnoses:
            level = "warning" if found.severity == "warning" else _LEVELS[found.role]
            lines.append(_command(level, _place(found.location), found.title, _body(found)))
        for unknown in log.report.unrecognised:
            title = unknown.exception or "error"
            lines.append(_command("error", _place(unknown.location), title, unknown.message))
    return "".join(lines)


def check(report: CheckReport) -> str:
    lines = []
    for found in report.findings:
        place = {"file": relative(found.path), "line": str(found.line), "col": str(found.column)}
        if found.cell is None:
            place["endLine"] = str(found.end_line)
            if found.end_line == found.line:
                place["endColumn"] = str(found.end_column)
        lines.append(_command("error", place, f"{found.code} {found.kind}", found.message))
    for broken in report.errors:
        lines.append(_command("warning", {"file": relative(broken.path)}, "", broken.message))
    return "".join(lines)


def relative(file: str) -> str:
    """`file` as seen from the repository's root, which is how GitHub names files."""
    root = os.environ.get("GITHUB_WORKSPACE") or os.getcwd()
    if os.path.isabs(file):
        inside = os.path.relpath(file, root)
        return file if inside.startswith("..") else inside.replace(os.sep, "/")
    return file.replace(os.sep, "/")


def _place(location: Location | None) -> dict[str, str]:
    if location is None:
        return {}
    place = {"file": relative(location.file)}
    if location.line:
        place["line"] = str(location.line)
    return place


def _body(found: Diagnosis) -> str:
    return "\n".join(_paragraphs(found))


def _paragraphs(found: Diagnosis) -> Iterator[str]:
    yield found.summary or found.title
    yield f"{found.exception}: {found.message}" if found.exception else found.message
    for fix in found.fixes[:1]:
        yield f"Fix: {fix.title}"
        for change in (fix.after, fix.command):
            if change:
                yield change
    yield f"More: mlexplain rule {found.rule}"


def _command(level: str, place: dict[str, str], title: str, message: str) -> str:
    properties = {**place, "title": title} if title else place
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{level}{' ' if listed else ''}{listed}::{_data(message)}\n"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
