"""Code to explanation by program analysis alone."""

from __future__ import annotations

import ast
from typing import NamedTuple

from mlexplain.explain.beside import beside
from mlexplain.explain.facts.scope import Scope
from mlexplain.explain.facts.scoping import read_scope
from mlexplain.explain.outline.parameters import parameters
from mlexplain.explain.outline.steps import Outline, OutlineStep
from mlexplain.explain.outline.summary import summary
from mlexplain.explain.read.paste import Paste, read_paste
from mlexplain.explained import Caution, Explanation, Step

Unit = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Analysis(NamedTuple):
    """An explanation from the analysis alone, and what it was made from."""

    explanation: Explanation
    paste: Paste
    scope: Scope
    unit: Unit | None
    """The function or class that it explains."""
    outline: Outline


def analysed(code: str, name: str | None = None, at_once: bool = False) -> Analysis:
    """The explanation from the analysis alone. Raises `ValueError` where there is nothing to explain.

    `at_once`: mistakes are looked for in another process. That is sooner for the first code, but what
    it loads is lost for the next.
    """
    paste = read_paste(code)
    scope = read_scope(paste.tree)
    unit = unit_of(paste.tree, name)
    single = unit is None and len(paste.tree.body) == 1
    if single and isinstance(paste.tree.body[0], Unit):
        unit = paste.tree.body[0]
    body = unit.body if unit is not None else paste.tree.body

    def mistakes() -> tuple[Caution, ...]:
        # Imported here: it is not for this process to load where another looks for them.
        from mlexplain.explain.cautions import cautions

        return cautions(unit if unit is not None else paste.tree, paste, scope)

    found = beside(mistakes) if at_once else mistakes
    outline = Outline(paste.source, scope)
    if unit is not None:
        outline.opening(unit)
    outline.walk(body)
    explanation = Explanation(
        name=name or (unit.name if unit is not None else "<code>"),
        summary=summary(unit, paste, outline),
        parameters=parameters(unit, outline) if unit is not None else (),
        steps=tuple(_step(s, paste) for s in outline.steps),
        warnings=found(),
        model=None,
        source=paste.source,
    )
    return Analysis(explanation, paste, scope, unit, outline)


def _step(step: OutlineStep, paste: Paste) -> Step:
    first, last = step.lines
    return Step(
        lines=(paste.origin[first - 1], paste.origin[last - 1]),
        code=paste.rows(step.lines),
        text=step.text,
        source="analysis",
        depth=step.depth,
    )


def unit_of(tree: ast.Module, name: str | None) -> Unit | None:
    """The function or class of that name. Raises `ValueError` where there is none."""
    if name is None:
        return None
    body: list[ast.stmt] = tree.body
    found: Unit | None = None
    for part in name.split("."):
        found = next((n for n in body if isinstance(n, Unit) and n.name == part), None)
        if found is None:
            raise ValueError(f"there is no `{name}` in this code")
        body = found.body
    return found
