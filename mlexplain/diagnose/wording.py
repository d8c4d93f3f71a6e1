"""From a match to a diagnosis: summary, explanation and fixes filled with the user's own names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose import condition, template
from mlexplain.diagnose.facts import Facts
from mlexplain.diagnose.facts.place import user_frame
from mlexplain.diagnose.match import Match
from mlexplain.diagnose.rulefile import FixTemplate
from mlexplain.report import Diagnosis, Failure, Fix, Location, Role, Severity

MOST_FIXES = 5


def location(failure: Failure) -> Location | None:
    """The user's own frame to look at; for wrappers the child's."""
    frame = user_frame(failure)
    return Location(frame.file, frame.line, frame.function, frame.code) if frame else None


def fix(entry: FixTemplate, facts: Mapping[str, Any]) -> Fix | None:
    """The fix in the user's names; None where a name it needs is unknown or it doesn't apply."""
    if not condition.holds(entry.when, facts):
        return None
    try:
        title = template.fill(entry.title, facts)
        code = {
            part: template.fill(text, facts) if text is not None else None
            for part in ("before", "after", "command")
            for text in [getattr(entry, part)]
        }
    except template.Hole:
        return None
    text = template.prose(entry.text, facts)
    return Fix(title, text, **code) if text else None


def entities(match: Match, facts: Facts) -> dict[str, Any]:
    """What the message states: what spaCy reads in it, what the grammar knows, the slots on top."""
    scene = facts.scene
    read = dict(scene.entities()) if scene.entities else {}
    stated = {k: v for k, v in scene.failure.facts.items() if _plain(v)}
    return {
        k: v
        for k, v in (read | stated | dict(scene.stated)).items()
        if v not in (None, [], "") and not k.startswith("_")
    }


def _plain(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return all(_plain(v) for v in value)
    return value is None or isinstance(value, (str, int, float, bool))


def compose(match: Match, facts: Facts, role: Role, confidence: float) -> Diagnosis:
    """The diagnosis of one failure."""
    rule, failure = match.rule, facts.scene.failure
    title, summary, explanation = rule.title, rule.summary, rule.explanation
    for case in rule.cases:
        if condition.holds(case.when, facts):
            title = case.title or title
            summary = case.summary or summary
            explanation = case.explanation or explanation
            break
    severity: Severity = "warning" if role == "warning" or rule.severity == "warning" else "error"
    made = [f for entry in rule.fixes if (f := fix(entry, facts)) is not None]
    return Diagnosis(
        rule=rule.slug,
        title=template.prose(title, facts) or rule.title,
        severity=severity,
        confidence=confidence,
        role=role,
        exception=failure.exception,
        message=failure.message,
        entities=entities(match, facts),
        location=location(failure),
        lines=failure.lines,
        ranks=failure.ranks,
        count=failure.count,
        summary=template.prose(summary, facts) or rule.title,
        explanation=(template.prose(explanation, facts) if explanation else "")
        or rule.section("Why"),
        fixes=tuple(made[:MOST_FIXES]),
        docs=rule.docs,
        failure=failure,
    )
