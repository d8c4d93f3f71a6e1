"""Results as SARIF 2.1.0, which code scanning services read.

Format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from mlexplain import __version__
from mlexplain.report import CheckReport, Diagnosis, Finding, Location, Unrecognised
from mlexplain.show.json import dump
from mlexplain.show.logs import Diagnosed

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
UNRECOGNISED = "unrecognised"


def trace(logs: Sequence[Diagnosed]) -> str:
    """One run; a result for every diagnosis and every error that no rule claims.

    A result points at the user's own line where the log names one, and at the log itself.
    """
    results = []
    for log in logs:
        results += [_diagnosis(log.name, d) for d in log.report.diagnoses]
        results += [_unrecognised(log.name, u) for u in log.report.unrecognised]
    titles = {d.rule: d.title for log in logs for d in log.report.diagnoses}
    rules = [_rule(slug, slug, title) for slug, title in titles.items()]
    if any(log.report.unrecognised for log in logs):
        rules.append(_rule(UNRECOGNISED, UNRECOGNISED, "An error outside the rule book"))
    return _log("mlexplain trace", rules, results)


def check(report: CheckReport) -> str:
    """One run; files that could not be read are notifications of its invocation."""
    kinds = {f.code: f.kind for f in report.findings}
    rules = [_rule(code, kind, kind.replace("-", " ")) for code, kind in sorted(kinds.items())]
    invocation = {
        "executionSuccessful": not report.errors,
        "toolExecutionNotifications": [
            {
                "level": "error",
                "message": {"text": e.message},
                "locations": [_location(e.path, {})],
            }
            for e in report.errors
        ],
    }
    results = [_finding(f) for f in report.findings]
    return _log("mlexplain check", rules, results, [invocation])


def _log(
    name: str, rules: list[Any], results: list[Any], invocations: list[Any] | None = None
) -> str:
    order = {rule["id"]: index for index, rule in enumerate(rules)}
    for result in results:
        result["ruleIndex"] = order[result["ruleId"]]
    driver = {
        "name": name,
        "semanticVersion": __version__,
        "rules": rules,
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    if invocations:
        run["invocations"] = invocations
    return dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(identity: str, name: str, title: str) -> dict[str, Any]:
    return {
        "id": identity,
        "name": "".join(word.capitalize() for word in name.split("-")),
        "shortDescription": {"text": title or name},
        "help": {"text": f"mlexplain rule {name}", "markdown": f"`mlexplain rule {name}`"},
    }


def _diagnosis(log: str, found: Diagnosis) -> dict[str, Any]:
    quiet = found.role in ("consequence", "wrapper")
    said = f"{found.exception}: {found.message}" if found.exception else found.message
    fixes = "".join(f"\nFix: {fix.title}" for fix in found.fixes[:1])
    result = _placed(log, found.location, found.lines)
    return {
        "ruleId": found.rule,
        "level": "note" if quiet else found.severity,
        "message": {"text": f"{found.summary or found.title}\n{said}{fixes}"},
        "occurrenceCount": max(found.count, 1),
        "properties": {
            "role": found.role,
            "confidence": found.confidence,
            "ranks": list(found.ranks),
        },
        **result,
    }


def _unrecognised(log: str, found: Unrecognised) -> dict[str, Any]:
    said = f"{found.exception}: {found.message}" if found.exception else found.message
    return {
        "ruleId": UNRECOGNISED,
        "level": "error",
        "message": {"text": said or "an error without a message"},
        "occurrenceCount": max(found.count, 1),
        **_placed(log, found.location, found.lines),
    }


def _placed(log: str, location: Location | None, lines: tuple[int, int]) -> dict[str, Any]:
    in_log = _location("stdin" if log == "-" else log, _region(lines))
    if location is None:
        return {"locations": [in_log]}
    own = _location(location.file, _region((location.line or 0, location.line or 0)))
    if location.function:
        own["logicalLocations"] = [{"fullyQualifiedName": location.function, "kind": "function"}]
    return {"locations": [own], "relatedLocations": [in_log | {"id": 1}]}


def _finding(found: Finding) -> dict[str, Any]:
    region = {
        "startLine": found.line,
        "startColumn": found.column,
        "endLine": found.end_line,
        "endColumn": found.end_column,
    }
    result: dict[str, Any] = {
        "ruleId": found.code,
        "level": "error" if found.confidence == "high" else "warning",
        "message": {"text": found.message},
        "locations": [_location(found.path, region)],
        "partialFingerprints": {"mlexplainFinding/v1": f"{found.kind}:{found.message}"},
    }
    if found.fix is not None:
        result["fixes"] = [_fix(found)]
    return result


def _fix(found: Finding) -> dict[str, Any]:
    assert found.fix is not None
    replacements = [
        {
            "deletedRegion": {
                "startLine": edit.start[0],
                "startColumn": edit.start[1],
                "endLine": edit.end[0],
                "endColumn": edit.end[1],
            },
            "insertedContent": {"text": edit.text},
        }
        for edit in found.fix.edits
    ]
    change = {"artifactLocation": {"uri": uri(found.path)}, "replacements": replacements}
    return {"description": {"text": found.fix.title}, "artifactChanges": [change]}


def _location(file: str, region: dict[str, int]) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri(file)}}
    if region:
        physical["region"] = region
    return {"physicalLocation": physical}


def _region(lines: Iterable[int]) -> dict[str, int]:
    first, last = lines
    return {"startLine": first, "endLine": max(first, last)} if first > 0 else {}


def uri(file: str) -> str:
    """A path as a URI reference: relative to the working directory where it lies inside it."""
    if os.path.isabs(file):
        inside = os.path.relpath(file)
        if not inside.startswith(".."):
            file = inside
    path = file.replace("\\", "/")
    prefix = "file://" if path.startswith("/") else "file:///" if path[1:3] == ":/" else ""
    return prefix + quote(path.encode("utf-8", "replace"), safe="/" if not prefix else "/:")
