"""Causal convolutions that are cut at the wrong end."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword
from mlexplain.explain.facts.scope import dotted


def look(snippet: Snippet) -> Iterator[Seen]:
    """`self.conv(x)[:, :, self.p:]` of a convolution that is padded with `self.p` on both sides."""
    for owner in snippet.flow.classes.values():
        told = f"{owner.name} {ast.get_docstring(owner) or ''}".lower()
        if "causal" not in told:
            continue
        for node in ast.walk(owner):
            if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
                yield from _cut(node, snippet)


def _cut(node: ast.Subscript, snippet: Snippet) -> Iterator[Seen]:
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else []
    last = parts[-1] if len(parts) in (2, 3) else None
    run = snippet.flow.value(node.value)
    layer = snippet.flow.value(run.func) if isinstance(run, ast.Call) else None
    if not isinstance(layer, ast.Call) or not snippet.called(layer).endswith("nn.Conv1d"):
        return
    padded = keyword(layer, "padding")
    if not isinstance(last, ast.Slice) or last.lower is None or last.upper or padded is None:
        return
    one, other = dotted(last.lower), dotted(padded)
    same = one is not None and one.split(".")[-1] == (other or "").split(".")[-1]
    if same:
        code = ast.unparse(last.lower)
        yield Seen("causal-cut-in-front", node.lineno, {"right": f"`:-{code}`"})
