"""Pairs that do not belong together, drawn as noise: what the loss says of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import number, words
from mlexplain.explain.cautions.reading.terms import terms
from mlexplain.explain.facts.scope import dotted

_NEGATIVE = frozenset(["neg", "negs", "negative", "negatives", "noise"])


def look(snippet: Snippet) -> Iterator[Seen]:
    """`-(logsigmoid(pos) + logsigmoid(neg))`: the second one wants a minus inside."""
    for node in snippet.nodes:
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Add | ast.Sub):
            continue
        parts = terms(node)
        logs = [_log_sigmoid(t, snippet) for _, t in parts]
        if len(parts) != 2 or any(log is None for log in logs):
            continue
        if len({s for s, _ in parts}) != 1:
            continue
        told = [_is_negative(log, snippet) for log in logs if log is not None]
        turned = [_turned(log, snippet) for log in logs if log is not None]
        if sorted(told) == [False, True] and not any(turned):
            yield Seen("negatives-attracted", logs[told.index(True)].lineno)  # type: ignore[union-attr]


def _log_sigmoid(term: ast.expr, snippet: Snippet) -> ast.expr | None:
    """What the logarithm of a sigmoid is taken of, through sums and means."""
    for node in snippet.flow.reached(term):
        done = snippet.operation(node)
        if done is not None and done.name in ("logsigmoid", "log_sigmoid"):
            return done.of
        if done is not None and done.name == "log":
            inner = snippet.operation(snippet.flow.value(done.of))
            if inner is not None and inner.name == "sigmoid":
                return inner.of
    return None


def _is_negative(node: ast.expr, snippet: Snippet) -> bool:
    return any(set(words(dotted(n))) & _NEGATIVE for n in snippet.flow.reached(node) if dotted(n))


def _turned(node: ast.expr, snippet: Snippet) -> bool:
    """Whether a minus stands anywhere on the way."""
    return any(
        (isinstance(n, ast.UnaryOp) and isinstance(n.op, ast.USub) and number(n) is None)
        or (isinstance(n, ast.BinOp) and isinstance(n.op, ast.Sub))
        or (isinstance(n, ast.Attribute) and n.attr in ("neg", "neg_"))
        for n in snippet.flow.reached(node)
    )
