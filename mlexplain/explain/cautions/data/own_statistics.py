"""Data scaled by its own statistics, where the model was trained with others."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.bindings import Function
from mlexplain.explain.cautions.reading.formulas import match
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import words
from mlexplain.explain.facts.scope import dotted

_SHAPES = (
    "(x - mean(x)) / std(x)",
    "(x - mean(x)) / (std(x) + e)",
    "(x - min(x)) / (max(x) - min(x))",
)
_KEPT_BACK = frozenset(["test", "te", "val", "valid", "validation", "new", "dev"])
_TRAINED = frozenset(["train", "tr", "training"])
_USES = frozenset(["predict", "infer", "inference", "serve", "classify"])


def look(snippet: Snippet) -> Iterator[Seen]:
    """`(x_test - x_test.mean(0)) / x_test.std(0)` beside the same with `x_train`."""
    scaled: list[tuple[ast.AST, str]] = []
    for node in snippet.nodes:
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Div):
            continue
        for shape in _SHAPES:
            found = match(shape, node, snippet)
            name = dotted(found["x"]) if found is not None else None
            if name:
                scaled.append((node, name))
                break
    if not any(_part(n) & _TRAINED for _, n in scaled):
        return
    for node, name in scaled:
        function = snippet.flow.function(node)
        told = set(words(function.name)) if isinstance(function, Function) else set()
        if _part(name) & _KEPT_BACK or told & _USES:
            yield Seen("own-statistics", node.lineno, {"name": f"`{name}`"})  # type: ignore[attr-defined]


def _part(name: str) -> set[str]:
    """`test` of `x_test`, `Xte` and `test_x`."""
    last = name.split(".")[-1]
    found = set(words(name))
    if last[:1] in ("X", "x") and last[1:] in ("tr", "te", "train", "test", "val"):
        found.add(last[1:])
    return found
