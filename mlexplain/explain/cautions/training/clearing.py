"""Gradients that are cleared, but too rarely."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    """`optimizer.zero_grad()` at the head of an epoch, and a step for each batch."""
    for clear in snippet.calls:
        outer = snippet.flow.loops(clear)
        if method(clear) != "zero_grad" or not outer:
            continue
        for inner in walk(outer[0]):
            if inner is outer[0] or not isinstance(inner, ast.For | ast.While):
                continue
            if snippet.flow.inside(clear, inner) or inner.lineno < clear.lineno:
                continue
            names = [method(n) for n in walk(inner)]
            if "backward" in names and "step" in names and "zero_grad" not in names:
                if not any(isinstance(n, ast.Mod) for n in walk(inner)):
                    yield Seen("cleared-too-rarely", clear.lineno)
                    return
