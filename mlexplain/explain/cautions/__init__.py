"""What to watch out for: mistakes that the code itself shows. Their texts are in `rules/code/cautions.toml`."""

from __future__ import annotations

import ast

from mlexplain.explain import knowledge
from mlexplain.explain.cautions import (
    attention,
    averages,
    beginnings,
    choosing,
    data,
    dimensions,
    evaluation,
    graphs,
    habits,
    heads,
    judging,
    latent,
    layers,
    leaks,
    loops,
    losses,
    measures,
    mistaken,
    modules,
    networks,
    python,
    rewards,
    sampling,
    schedules,
    sequences,
    shapes,
    signs,
    slips,
    squeezing,
    steps,
    targets,
    training,
    windows,
)
from mlexplain.explain.cautions.seen import Seen, Snippet
from mlexplain.explain.paste import Paste
from mlexplain.explain.scope import Scope
from mlexplain.report import Caution

_ROOMS = (
    training,
    schedules,
    sequences,
    signs,
    steps,
    sampling,
    layers,
    choosing,
    heads,
    judging,
    leaks,
    habits,
    slips,
    graphs,
    targets,
    loops,
    losses,
    dimensions,
    evaluation,
    attention,
    averages,
    data,
    modules,
    networks,
    python,
    measures,
    shapes,
    latent,
    rewards,
    beginnings,
    windows,
    squeezing,
    mistaken,
)


def cautions(tree: ast.AST, paste: Paste, scope: Scope) -> tuple[Caution, ...]:
    """All findings, in the order of their lines."""
    snippet = Snippet(tree, scope, tuple(paste.source.split("\n")))
    found = [
        Caution(seen.line, seen.slug, _text(seen)) for room in _ROOMS for seen in room.look(snippet)
    ]
    found.extend(_devices(paste))
    rows = len(paste.origin)
    placed = {
        Caution(paste.origin[min(c.line, rows) - 1], c.rule, c.text) for c in found if c.line >= 1
    }
    return tuple(sorted(placed, key=lambda c: (c.line, c.rule)))


def _text(seen: Seen) -> str:
    text: str = knowledge.table("cautions")[seen.slug]["text"]
    return text.format(**seen.values)


def _devices(paste: Paste) -> list[Caution]:
    """What the device checker finds."""
    if "torch" not in paste.source and "cuda" not in paste.source:
        return []
    from mlexplain.check.source import check_source

    try:
        findings = check_source(paste.source, path="<pasted>")
    except SyntaxError:
        return []
    return [Caution(f.line, f.kind, f.message) for f in findings]
