"""Mixed precision: what a gradient scaler wants."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import (
    method,
    receiver,
)
from mlexplain.explain.cautions.training.training import calls_of, clips, is_schedule
from mlexplain.explain.facts.scope import dotted


def look(snippet: Snippet) -> Iterator[Seen]:
    yield from _scaler(snippet)


def _scaler(snippet: Snippet) -> Iterator[Seen]:
    """What a gradient scaler wants: scale, unscale before clipping, step through it, update."""
    scaled = {
        dotted(of): call
        for call in snippet.calls
        if method(call) == "backward"
        and method(receiver(call) or call) == "scale"
        and (of := receiver(receiver(call) or call)) is not None
    }
    made = [
        name
        for name, value in snippet.values.items()
        if snippet.called(value).endswith("GradScaler")
    ]
    for name, backward in scaled.items():
        if name is None:
            continue
        mine = [c for c in snippet.calls if dotted(receiver(c) or c) == name]
        if not any(method(c) == "unscale_" for c in mine):
            for node in snippet.calls:
                if clips(node, snippet) and node.lineno > backward.lineno:
                    yield Seen("clip-before-unscale", node.lineno)
        steps = [c for c in mine if method(c) == "step"]
        if steps and not any(method(c) == "update" for c in mine):
            yield Seen("scaler-not-updated", steps[0].lineno, {"scaler": f"`{name}`"})
        if not steps:
            yield from _stepped_past(name, backward, snippet)
        for clip in snippet.calls:
            if not clips(clip, snippet):
                continue
            late = [c for c in mine if method(c) == "unscale_" and c.lineno > clip.lineno]
            if late and backward.lineno < clip.lineno:
                yield Seen("clip-before-unscale", clip.lineno)
    for name in made:
        steps = [c for c in calls_of(snippet.tree, "step") if dotted(receiver(c) or c) == name]
        plain = [c for c in snippet.calls if method(c) == "backward" and dotted(receiver(c) or c)]
        scales = any(method(c) == "scale" for c in snippet.calls)
        if steps and plain and not scales:
            yield Seen("loss-not-scaled", plain[0].lineno, {"scaler": f"`{name}`"})


def _stepped_past(name: str, backward: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    for step in snippet.calls:
        of = receiver(step)
        if method(step) != "step" or of is None or is_schedule(step, snippet):
            continue
        together = snippet.flow.block(step) == snippet.flow.block(backward)
        unscaled = any(method(c) == "unscale_" for c in snippet.calls)
        if together and step.lineno > backward.lineno and not unscaled:
            yield Seen("scaler-passed-by", step.lineno, {"scaler": f"`{name}`"})
