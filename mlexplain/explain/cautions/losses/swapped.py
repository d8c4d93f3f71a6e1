"""Losses that are given the targets first and what the network gave second."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.losses.losses import plain
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import named
from mlexplain.explain.facts.scope import dotted

_TOLD_APART = frozenset(
    [
        "cross_entropy",
        "CrossEntropyLoss",
        "nll_loss",
        "NLLLoss",
        "binary_cross_entropy",
        "BCELoss",
        "binary_cross_entropy_with_logits",
        "BCEWithLogitsLoss",
    ]
)
_TARGETS = frozenset(["y", "yb", "label", "labels", "target", "targets", "true", "gt", "truth"])
_OUTPUTS = frozenset(["hat", "pred", "preds", "prediction", "output", "outputs", "logits", "out"])


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.calls:
        if len(node.args) < 2 or snippet.loss_name(node) not in _TOLD_APART:
            continue
        first, second = node.args[:2]
        certain = _is_data(first, snippet) and _is_output(second, snippet)
        if certain or (_is_target(first, snippet) and _is_run(second, snippet)):
            values = {"call": ast.unparse(node.func), "first": f"`{ast.unparse(first)}`"}
            yield Seen("loss-arguments-swapped", node.lineno, values)


def _is_data(node: ast.expr, snippet: Snippet) -> bool:
    """An item of what a loop runs over, at most moved or reshaped."""
    node = plain(node, snippet)
    bound = snippet.flow.binding(node)
    return bound is not None and bound.how == "item" and bool(bound.place) and not bound.within


def _is_output(node: ast.expr, snippet: Snippet) -> bool:
    node = plain(node, snippet)
    return isinstance(node, ast.Call) and snippet.is_model(node.func)


def _is_target(node: ast.expr, snippet: Snippet) -> bool:
    """What is named like a target, and is not computed here."""
    node = plain(node, snippet)
    told = named(node) if not isinstance(node, ast.Subscript) else _key(node)
    if not told & _TARGETS or told & _OUTPUTS:
        return False
    bound = snippet.flow.binding(node) if isinstance(node, ast.Name) else None
    if bound is None or bound.how in ("item", "given"):
        return not isinstance(node, ast.Call)
    if bound.how == "part" and bound.value is not None:
        return not isinstance(snippet.flow.value(bound.value), ast.Call)
    return False


def _key(node: ast.Subscript) -> set[str]:
    """`labels` of `batch["labels"]`."""
    key = node.slice
    text = key.value if isinstance(key, ast.Constant) else None
    return {text} if isinstance(text, str) else set()


def _is_run(node: ast.expr, snippet: Snippet) -> bool:
    """What a network gave: a call of one, or of something unknown, with a telling name."""
    run = plain(node, snippet)
    if isinstance(run, ast.Attribute) and run.attr == "logits":
        return True
    if not isinstance(run, ast.Call) or dotted(run.func) is None:
        return False
    if snippet.is_model(run.func):
        return True
    known = dotted(run.func).split(".")[0] in snippet.scope.imports  # type: ignore[union-attr]
    return not known and snippet.operation(run) is None and bool(named(node) & _OUTPUTS)
