"""Weights of examples for a sampler, of which each class has only one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method
from mlexplain.explain.facts.scope import dotted

_COUNTS = ("bincount", "unique", "value_counts", "Counter")
_EACH = ("map", "gather", "index_select", "take", "loc")


def look(snippet: Snippet) -> Iterator[Seen]:
    """`WeightedRandomSampler(1 / np.bincount(y), …)`."""
    for call in snippet.calls:
        if (dotted(call.func) or "").split(".")[-1] != "WeightedRandomSampler":
            continue
        weights = keyword(call, "weights") or (call.args[0] if call.args else None)
        value = snippet.flow.value(weights) if weights is not None else None
        if value is None or isinstance(value, ast.ListComp | ast.Subscript):
            continue
        reached = list(snippet.flow.reached(value))
        counted = any(
            (dotted(n.func) or method(n)).split(".")[-1] in _COUNTS
            for n in reached
            if isinstance(n, ast.Call)
        )
        spread = any(
            method(n) in _EACH or isinstance(n, ast.ListComp | ast.GeneratorExp) for n in reached
        )
        spread = spread or any(
            isinstance(n, ast.Subscript) and isinstance(n.slice, ast.Name | ast.Attribute)
            for n in reached
        )
        if counted and not spread and weights is not None:
            values = {"weights": f"`{ast.unparse(weights)}`"}
            yield Seen("weights-of-classes", call.lineno, values)
