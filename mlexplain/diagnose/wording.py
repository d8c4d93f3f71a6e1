"""From a match to a diagnosis: summary, explanation and fixes filled with the user's own names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from mlexplain.diagnose import condition, template
from mlexplain.diagnose.edit import assigns_to_no_name, edit
from mlexplain.diagnose.facts import Facts
from mlexplain.diagnose.facts.code.naming import respell
from mlexplain.diagnose.facts.paste.place import user_frame
from mlexplain.diagnose.fitted import fits
from mlexplain.diagnose.imported import imported
from mlexplain.diagnose.making import making
from mlexplain.diagnose.match import Match
from mlexplain.diagnose.rule import FixTemplate, Rule
from mlexplain.report import Diagnosis, Failure, Fix, Frame, Location, Role, Severity

MOST_FIXES = 5
_LINES = ("{code}", "{call_line}", "{origin_line}")
"""How a fix says that it is about the user's own line, or that which made the value."""
MAKING = "{making}"
"""How a fix says that it applies only where the program is seen to make what its code makes."""
_SET = ("{snippet}", "{how}")
"""Templates that are a matcher's own words: code and prose in general names."""
_COMPREHENSION = re.compile(r"(?:[\w.]+\.)?<(?:list|dict|set)comp>|(?:[\w.]+\.)?<genexpr>")


def location(failure: Failure) -> Location | None:
    """The user's own frame to look at; for wrappers the child's."""
    frame = user_frame(failure)
    if frame is None:
        return None
    return Location(frame.file, frame.line, _enclosing(failure, frame), frame.code)


def _enclosing(failure: Failure, frame: Frame) -> str | None:
    """The function around a comprehension, which Python before 3.12 shows as a call of its own."""
    function = frame.function
    if frame not in failure.frames or not _COMPREHENSION.fullmatch(function or ""):
        return function
    before = failure.frames[: failure.frames.index(frame)]
    around = (f for f in reversed(before) if f.file == frame.file)
    names = (f.function for f in around if not _COMPREHENSION.fullmatch(f.function or ""))
    return next(names, function)


def fix(entry: FixTemplate, facts: Mapping[str, Any]) -> Fix | None:
    """The fix in the user's names; None where a name it needs is unknown or it doesn't apply.

    A paste without the user's line leaves `before` out: what to write instead still helps.
    """
    if not condition.holds(entry.when, facts):
        return None
    try:
        own = facts.get("own_names") or {}
        title = template.fill(_spelled(entry.title, own), facts)
        after = _filled(entry.after and respell(entry.after, own), facts)
        if after and entry.after in _SET:
            after = respell(after, own)
        command = _filled(entry.command, facts)
    except template.Hole:
        return None
    before = None
    if entry.before != MAKING:
        with suppress(template.Hole):
            before = _filled(entry.before, facts)
    if after is None:
        before = None  # a line alone would read as one to delete
    elif before and entry.before in _LINES:
        before, after = edit(before, after, facts.get("marked"))
        if assigns_to_no_name(after):
            return None  # what stands in a slot does not fit there
    if before and after and entry.before in _LINES and isinstance(facts, Facts):
        before = before if fits(facts.scene, before, after) else None
    if after and before is None and isinstance(facts, Facts):
        if made := making(facts.scene, after, (facts.get("call"), facts.get("call_object"))):
            before, after = made.line, made.changed
        elif entry.before == MAKING:
            return None
    if after and isinstance(facts, Facts):
        after = imported(facts.scene, after, before or "")
    text = template.prose(_spelled(entry.text, own), facts)
    if entry.text in _SET:
        text = _spelled(text, own)
    return Fix(title, text, before=before, after=after, command=command) if text else None


def _spelled(text: str, own: Mapping[str, str]) -> str:
    """Prose whose code, in backticks, is in the user's names."""
    parts = text.split("`")
    return "`".join(respell(p, own) if i % 2 else p for i, p in enumerate(parts))


def _filled(text: str | None, facts: Mapping[str, Any]) -> str | None:
    return None if text is None else template.fill(text, facts)


def fixes(rule: Rule, facts: Mapping[str, Any]) -> tuple[Fix, ...]:
    """The fixes that apply, most likely first; of several with one title the first.

    Where none does, the paste tells too little: then the page's own section stands in.
    """
    made = [f for entry in rule.fixes if (f := fix(entry, facts)) is not None]
    once = {found.title: found for found in reversed(made)}
    found = tuple(f for f in made if once[f.title] is f)[:MOST_FIXES]
    return found or (Fix("What usually helps", rule.section("Fix")),)


def entities(match: Match, facts: Facts) -> dict[str, Any]:
    """What the message states: what spaCy reads in it, what the grammar knows, the slots on top."""
    scene = facts.scene
    read = dict(scene.entities()) if scene.entities else {}
    stated = {k: v for k, v in scene.failure.facts.items() if _plain(v)}
    stated |= {name: facts.get(name) for name in match.rule.report}
    told = read | stated | dict(scene.stated)
    if dtypes := told.get("dtypes"):
        told["dtypes"] = [str(d).removeprefix("torch.") for d in dtypes]
    return {
        k: v
        for k, v in told.items()
        if v not in (None, [], "") and not isinstance(v, bool) and not k.startswith("_")
    }


def _plain(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return all(_plain(v) for v in value)
    return value is None or isinstance(value, (str, int, float, bool))


def _words(rule: Rule, facts: Mapping[str, Any]) -> tuple[str, str, str]:
    """Title, summary, explanation: of the first fitting case, or the rule's."""

    def filled(text: str | None) -> str:
        return template.prose(text, facts) if text else ""

    cases = (c for c in rule.cases if condition.holds(c.when, facts))
    case = next((c for c in cases if not c.summary or filled(c.summary)), None)
    title = (case and filled(case.title)) or filled(rule.title) or rule.slug
    summary = (case and filled(case.summary)) or filled(rule.summary) or title
    explanation = (case and filled(case.explanation)) or filled(rule.explanation)
    return title, summary, explanation or rule.section("Why")


def _rank(failure: Failure) -> tuple[int, ...]:
    """The rank that the failure itself names."""
    rank = failure.facts.get("rank")
    return (rank,) if isinstance(rank, int) else ()


def compose(match: Match, facts: Facts, role: Role, confidence: float) -> Diagnosis:
    """The diagnosis of one failure."""
    rule, failure = match.rule, facts.scene.failure
    title, summary, explanation = _words(rule, facts)
    severity: Severity = "warning" if role == "warning" or rule.severity == "warning" else "error"
    return Diagnosis(
        rule=rule.slug,
        title=title,
        severity=severity,
        confidence=confidence,
        role=role,
        exception=failure.exception,
        message=failure.message,
        entities=entities(match, facts),
        location=location(failure),
        lines=failure.lines,
        ranks=failure.ranks or _rank(failure),
        count=failure.count,
        summary=summary,
        explanation=explanation,
        fixes=fixes(rule, facts),
        docs=rule.docs,
        failure=failure,
    )
