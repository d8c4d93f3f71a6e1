"""How often the user's loops step a schedule, and the line that makes it with as many steps."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.origin import enclosing, spot
from mlexplain.diagnose.facts.code.rewritten import calls_of, exchanged, only, told
from mlexplain.diagnose.facts.scene import Scene


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Of `OneCycleLR(…, total_steps=epochs)` that is stepped once per batch: epochs times batches.

    Only where loops and schedule stand in one function, and no condition lets some rounds out.
    """
    here = spot(scene)
    if here is None:
        return {}
    whole, scope = here.program, enclosing(here.program.tree, here.line)
    counts: list[str | None] = []
    for node in ast.walk(scope or whole.tree):
        if isinstance(node, (ast.For, ast.While, ast.If)):
            if node.lineno <= here.line <= (node.end_lineno or 0):
                if isinstance(node, ast.For):
                    counts.append(_rounds(node.iter))
                elif isinstance(node, ast.While) or "%" in ast.unparse(node.test):
                    return {}
    made = only(
        [c for c in calls_of(whole, "OneCycleLR") if enclosing(whole.tree, c.lineno) == scope]
    )
    given = {k.arg: k.value for k in made.keywords} if made else {}
    if not counts or None in counts or "total_steps" not in given:
        return {}
    steps = " * ".join(map(str, counts))
    if ast.unparse(given["total_steps"]) == steps:
        return {}
    return told("schedule", exchanged(whole, given["total_steps"], steps)) | {
        "schedule_steps": steps
    }


def _rounds(source: ast.expr) -> str | None:
    """How many rounds a loop makes: `epochs` of `range(epochs)`, `len(loader)` of a loader."""
    if isinstance(source, (ast.Name, ast.Attribute)):
        return f"len({ast.unparse(source)})"
    called = ast.unparse(source.func).rpartition(".")[2] if isinstance(source, ast.Call) else ""
    given = source.args if isinstance(source, ast.Call) else []
    if called in ("tqdm", "trange", "enumerate") and given:
        return _rounds(given[0]) if called != "trange" else ast.unparse(given[0])
    if called == "range" and len(given) == 1:
        inner = given[0]
        return (
            ast.unparse(inner)
            if isinstance(inner, (ast.Name, ast.Constant, ast.Attribute, ast.Call))
            else None
        )
    return None
