"""Pairs of a batch whose targets all name the first one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    """`cross_entropy(a @ b.t(), zeros(len(a)))`: the partner of each row stands in its own column."""
    for call in snippet.calls:
        if snippet.loss_name(call) not in ("cross_entropy", "CrossEntropyLoss"):
            continue
        if len(call.args) < 2:
            continue
        places = snippet.flow.value(call.args[1])
        if snippet.called(places) != "torch.zeros" or "0)" not in ast.unparse(places):
            continue
        scores = snippet.flow.value(call.args[0])
        for _ in range(4):
            if isinstance(scores, ast.BinOp) and isinstance(scores.op, ast.Mult | ast.Div):
                scores = snippet.flow.value(scores.left)
        if not isinstance(scores, ast.BinOp) or not isinstance(scores.op, ast.MatMult):
            continue
        turned = any(
            isinstance(n, ast.Attribute) and n.attr in ("t", "T", "mT") for n in walk(scores.right)
        )
        joined = any(isinstance(n, ast.Attribute) and n.attr == "cat" for n in walk(scores))
        if turned and not joined:
            yield Seen("pairs-all-first", call.lineno)
            return
