"""Main directions of data that were not centred."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import words
from mlexplain.explain.facts.scope import dotted


def look(snippet: Snippet) -> Iterator[Seen]:
    """`np.linalg.svd(X)` in a function called after PCA, with nothing taken from `X` before."""
    for call in snippet.calls:
        function = snippet.flow.function(call)
        if not snippet.called(call).endswith("linalg.svd") or function is None or not call.args:
            continue
        if "pca" not in words(function.name) or {"mean", "scale"} & snippet.called_names:
            continue
        of = snippet.flow.value(call.args[0])
        changed = any(
            isinstance(n, ast.BinOp) and isinstance(n.op, ast.Sub) for n in snippet.flow.reached(of)
        )
        given = dotted(call.args[0])
        bound = snippet.flow.binding(call.args[0]) if given else None
        if bound is not None and bound.how == "given" and not changed:
            yield Seen("not-centred", call.lineno, {"data": f"`{given}`"})
