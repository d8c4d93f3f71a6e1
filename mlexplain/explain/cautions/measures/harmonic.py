"""The F1 score: a harmonic mean."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.formulas import match
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import named, words
from mlexplain.explain.facts.scope import dotted

_TURNED = ("2 * (p + r) / (p * r)", "2 * (p + r) / (p * r + e)", "(p + r) / (2 * p * r)")
_WITHOUT_TWO = ("p * r / (p + r)", "p * r / (p + r + e)")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Div):
            continue
        statement = snippet.flow.statement(node)
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        function = snippet.flow.function(node)
        told = (named(target) if target is not None else set()) | set(
            words(function.name if function is not None else "")
        )
        if not told & {"f1", "fscore", "f", "fmeasure"}:
            continue
        for shape in (*_TURNED, *_WITHOUT_TWO):
            found = match(shape, node, snippet)
            if found is not None and dotted(found["p"]) and dotted(found["r"]):
                if shape in _WITHOUT_TWO and "f1" not in told:
                    continue
                yield Seen("harmonic-mean", node.lineno)
                break
