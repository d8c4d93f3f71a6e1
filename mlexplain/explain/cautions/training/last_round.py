"""What is left of a loop: the last round alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.facts.scope import dotted

_SCORES = ("score", "accuracy_score", "f1_score", "roc_auc_score", "mean_squared_error", "item")
_MEANS = ("numpy.mean", "statistics.mean", "statistics.fmean", "numpy.std", "sum")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.For):
            for step in node.body:
                if isinstance(step, ast.Assign) and isinstance(step.targets[0], ast.Name):
                    yield from _overwritten(step, step.targets[0].id, node, snippet)


def _overwritten(step: ast.Assign, name: str, loop: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """`for …: score = m.score(…)` and then `score.mean()`."""
    value = step.value
    if not isinstance(value, ast.Call):
        return
    last = (dotted(value.func) or method(value)).split(".")[-1]
    if last not in _SCORES:
        return
    for use in snippet.names.get(name, []):
        inside = snippet.flow.inside(use, loop)
        if use is step.targets[0] or (inside and not _gathers(use, snippet)):
            continue
        if inside or use.lineno < loop.lineno:
            return  # kept elsewhere, or known before
        if isinstance(use.ctx, ast.Store):
            return
        if _averaged(use, snippet):
            yield Seen("last-round-alone", step.lineno, {"name": f"`{name}`"})
            return


def _gathers(use: ast.Name, snippet: Snippet) -> bool:
    """Whether a value is put into a list, or added up."""
    for up in snippet.flow.above(use):
        if method(up) in ("append", "extend", "add", "update"):
            return True
        if isinstance(up, ast.AugAssign):
            return True
        if isinstance(up, ast.Assign) and isinstance(up.targets[0], ast.Subscript):
            return True
        if isinstance(up, ast.stmt):
            return False
    return False


def _averaged(use: ast.Name, snippet: Snippet) -> bool:
    up = snippet.flow.parent(use)
    if isinstance(up, ast.Call) and up.args[:1] == [use]:
        return snippet.called(up) in _MEANS or dotted(up.func) == "sum"
    over = snippet.flow.parent(up) if up is not None else None
    return method(over or use) in ("mean", "std") and receiver(over or use) is use
