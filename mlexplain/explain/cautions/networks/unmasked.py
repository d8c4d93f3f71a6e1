"""Language models whose positions see the future."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword
from mlexplain.explain.facts.scope import dotted


def look(snippet: Snippet) -> Iterator[Seen]:
    """`nn.TransformerEncoder` without a mask, trained on `ids[:, :-1]` against `ids[:, 1:]`."""
    if not _next_tokens(snippet) or any("is_causal" in r or "mask" in r for r in snippet.rows):
        return
    for call in snippet.calls:
        made = snippet.flow.value(call.func)
        if not snippet.called(made).endswith("nn.TransformerEncoder") or len(call.args) != 1:
            continue
        if not (dotted(call.func) or "").startswith("self.") or keyword(call, "mask"):
            continue
        yield Seen("future-visible", call.lineno, {"call": f"`{ast.unparse(call.func)}`"})
        return


def _next_tokens(snippet: Snippet) -> bool:
    """Whether the same ids stand without their last and without their first column."""
    cuts: dict[str, set[str]] = {}
    for node in snippet.nodes:
        if isinstance(node, ast.Subscript):
            name, cut = dotted(node.value), ast.unparse(node.slice).replace(" ", "")
            if name and cut.strip("()") in (":,:-1", ":,1:", ":-1", "1:"):
                cuts.setdefault(name, set()).add(cut.strip("()").split(",")[-1])
    return any({":-1", "1:"} <= found for found in cuts.values())
