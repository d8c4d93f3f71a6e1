"""Similarities of what belongs together, which should rise."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.losses.signs import contributions
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import words
from mlexplain.explain.facts.scope import dotted

_APART = frozenset(
    [
        *("neg", "negative", "negatives", "orth", "diverse", "diversity", "decorr", "repel"),
        *("adv", "attack", "perturb", "delta", "penalty", "redundancy", "apart", "margin"),
    ]
)


def look(snippet: Snippet) -> Iterator[Seen]:
    if "backward" not in snippet.called_names:
        return
    for call in snippet.calls:
        yield from _minimised(call, snippet)


def _minimised(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`loss = F.cosine_similarity(a, b).mean()`, the whole loss."""
    if not _is_cosine(call, snippet):
        return
    told = {w for n in snippet.nodes if dotted(n) for w in words(dotted(n))}
    if told & _APART:
        return
    ends = list(contributions(call, 1, snippet))
    if ends and all(sign > 0 and not joined for sign, joined in ends):
        yield Seen("similarity-minimised", call.lineno, {"call": f"`{ast.unparse(call.func)}`"})


def _is_cosine(call: ast.Call, snippet: Snippet) -> bool:
    if snippet.called(call).split(".")[-1] == "cosine_similarity" and len(call.args) >= 2:
        return True
    made = snippet.flow.value(call.func)
    return isinstance(made, ast.Call) and snippet.called(made).endswith("nn.CosineSimilarity")
