"""Networks that only serve as a reference, and should not learn."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, words
from mlexplain.explain.facts.scope import dotted

_REFERENCES = frozenset(["ref", "reference", "teacher"])


def look(snippet: Snippet) -> Iterator[Seen]:
    """`logp(ref, chosen)` in the loss of another network, without `no_grad`."""
    if any("requires_grad" in row or "detach" in row or "freeze" in row for row in snippet.rows):
        return
    for backward in snippet.calls:
        if method(backward) != "backward":
            continue
        for node in snippet.flow.reached(backward):
            if not isinstance(node, ast.Call) or snippet.sheltered(node):
                continue
            first = dotted(node.args[0]) if node.args else None
            net = first if set(words(first)) & _REFERENCES else None
            if set(words(dotted(node.func))) & _REFERENCES and node.args:
                net = dotted(node.func)
            if net is not None and len(node.args) + (net == dotted(node.func)) > 1:
                yield Seen("reference-keeps-graph", node.lineno, {"net": f"`{net}`"})
                return
