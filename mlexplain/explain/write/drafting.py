"""What a model is asked for: a prompt for each step of an explanation, and one for its summary."""

from __future__ import annotations

from mlexplain.explain.analysis import Analysis
from mlexplain.explain.facts.scope import Scope
from mlexplain.explain.outline.summary import summary_facts
from mlexplain.explain.write.prompt import StepPrompt, roles_of, step_prompt
from mlexplain.explain.write.sentences import Draft
from mlexplain.explain.write.slots import NoSlotLeft, own_names

_LONGEST_SUMMARISED = 60
"""Rows; what a small model would say of more than that is too thin."""


def drafted(analysis: Analysis) -> Draft:
    """An explanation with its prompts."""
    paste, outline = analysis.paste, analysis.outline
    names, roles = own_names(paste.tree), roles_of(outline)
    prompts = (
        _prompt(paste.rows(step.lines), step.text, names, analysis.scope, roles)
        for step in outline.steps
    )
    return Draft(analysis.explanation, tuple(prompts), _summary_prompt(analysis))


def _prompt(
    code: str, facts: str, names: frozenset[str], scope: Scope, roles: dict[str, str]
) -> StepPrompt | None:
    try:
        return step_prompt(code, facts, names, scope, roles, seed=code)
    except NoSlotLeft:
        return None


def _summary_prompt(analysis: Analysis) -> StepPrompt | None:
    unit, paste, outline = analysis.unit, analysis.paste, analysis.outline
    if unit is None or paste.repaired or paste.skipped:
        return None
    lines = (unit.lineno, unit.end_lineno or unit.lineno)
    if lines[1] - lines[0] > _LONGEST_SUMMARISED:
        return None
    try:
        return step_prompt(
            paste.rows(lines),
            summary_facts([unit], outline),
            own_names(unit),
            analysis.scope,
            roles_of(outline),
            kind="summary",
            seed=unit.name,
        )
    except NoSlotLeft:
        return None
