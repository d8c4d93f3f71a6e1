"""Models that compute their loss themselves, where they are given labels."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet

_INPUTS = frozenset(["input_ids", "pixel_values", "inputs_embeds", "input_values"])
_LABELS = ("labels", "label", "start_positions", "targets", "target", "return_loss", "class_labels")


def look(snippet: Snippet) -> Iterator[Seen]:
    """`out = model(input_ids=ids)` and then `out.loss`, which is None without labels."""
    for node in snippet.nodes:
        if not isinstance(node, ast.Attribute) or node.attr != "loss":
            continue
        if not isinstance(node.ctx, ast.Load):
            continue
        run = snippet.flow.value(node.value)
        if not isinstance(run, ast.Call) or run.args:
            continue
        given = {k.arg for k in run.keywords}
        if None in given or not given & _INPUTS or given & set(_LABELS):
            continue
        yield Seen("loss-without-labels", node.lineno, {"call": ast.unparse(run.func)})
        return
