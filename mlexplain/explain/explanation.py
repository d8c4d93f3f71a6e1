"""Code to explanation: the room's door."""

from __future__ import annotations

import ast

from mlexplain.explain.cautions import cautions
from mlexplain.explain.facts.scope import Scope
from mlexplain.explain.facts.typeinference import read_scope
from mlexplain.explain.outline.parameters import parameters
from mlexplain.explain.outline.steps import Outline, OutlineStep
from mlexplain.explain.outline.summary import summary, summary_facts
from mlexplain.explain.read.paste import NotPython, Paste, read_paste
from mlexplain.explain.write.authors import author_for
from mlexplain.explain.write.prompt import StepPrompt, roles_of, step_prompt
from mlexplain.explain.write.sentences import Draft, written
from mlexplain.explain.write.slots import NoSlotLeft, own_names
from mlexplain.report import Explanation, Step

__all__ = ["NotPython", "draft", "explain_code"]

_LONGEST_SUMMARISED = 60
"""Rows; what a small model would say of more than that is too thin."""


def explain_code(code: str, name: str | None = None, model: str | None = None) -> Explanation:
    """Explain Python code.

    `name` picks a function, class or `Class.method`. `model` is "bundled", a folder, a hub id or
    the URL of an OpenAI-compatible server; None explains from the analysis alone, and so does
    "bundled" where what it runs on is not installed. Raises `NotPython`, a `ValueError`, where
    there is nothing to explain, and `ValueError` where `name` is not in the code or the model
    cannot be used.
    """
    author = author_for(model)
    started = draft(code, name, prompts=author is not None)
    return written(started, author) if author else started.explanation


def draft(code: str, name: str | None = None, prompts: bool = True) -> Draft:
    """The explanation from the analysis alone, and the prompts for a model. Raises as above."""
    paste = read_paste(code)
    scope = read_scope(paste.tree)
    unit = _unit(paste.tree, name)
    outline = Outline(paste.source, scope)
    single = unit is None and len(paste.tree.body) == 1
    if single and isinstance(
        paste.tree.body[0], ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    ):
        unit = paste.tree.body[0]
    body = unit.body if unit is not None else paste.tree.body
    if unit is not None:
        outline.opening(unit)
    outline.walk(body)
    explanation = Explanation(
        name=name or (unit.name if unit is not None else "<code>"),
        summary=summary(unit, paste, outline),
        parameters=parameters(unit, outline) if unit is not None else (),
        steps=tuple(_step(s, paste) for s in outline.steps),
        warnings=cautions(unit if unit is not None else paste.tree, paste, scope),
        model=None,
        source=paste.source,
    )
    if not prompts:
        return Draft(explanation, (None,) * len(outline.steps), None)
    names, roles = own_names(paste.tree), roles_of(outline)
    return Draft(
        explanation,
        tuple(_prompt(_rows(s.lines, paste), s.text, names, scope, roles) for s in outline.steps),
        _summary_prompt(unit, paste, scope, outline),
    )


def _rows(lines: tuple[int, int], paste: Paste) -> str:
    return "\n".join(paste.source.split("\n")[lines[0] - 1 : lines[1]])


def _step(step: OutlineStep, paste: Paste) -> Step:
    first, last = step.lines
    return Step(
        lines=(paste.origin[first - 1], paste.origin[last - 1]),
        code=_rows(step.lines, paste),
        text=step.text,
        source="analysis",
        depth=step.depth,
    )


def _prompt(
    code: str, facts: str, names: frozenset[str], scope: Scope, roles: dict[str, str]
) -> StepPrompt | None:
    try:
        return step_prompt(code, facts, names, scope, roles, seed=code)
    except NoSlotLeft:
        return None


def _summary_prompt(
    unit: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | None,
    paste: Paste,
    scope: Scope,
    outline: Outline,
) -> StepPrompt | None:
    if unit is None or paste.repaired or paste.skipped:
        return None
    lines = (unit.lineno, unit.end_lineno or unit.lineno)
    if lines[1] - lines[0] > _LONGEST_SUMMARISED:
        return None
    try:
        return step_prompt(
            _rows(lines, paste),
            summary_facts([unit], outline),
            own_names(unit),
            scope,
            roles_of(outline),
            kind="summary",
            seed=unit.name,
        )
    except NoSlotLeft:
        return None


def _unit(
    tree: ast.Module, name: str | None
) -> ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | None:
    if name is None:
        return None
    body: list[ast.stmt] = tree.body
    found: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | None = None
    for part in name.split("."):
        found = next(
            (
                n
                for n in body
                if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
                and n.name == part
            ),
            None,
        )
        if found is None:
            raise ValueError(f"there is no `{name}` in this code")
        body = found.body
    return found
