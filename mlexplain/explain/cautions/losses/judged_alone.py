"""Losses that judge each class on its own, after a softmax; measures that get scores for classes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.outputs import ending
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method
from mlexplain.explain.facts.scope import dotted

_OF_CLASSES = (
    *("accuracy_score", "f1_score", "precision_score", "recall_score", "confusion_matrix"),
    *("precision_recall_fscore_support", "classification_report", "matthews_corrcoef"),
)


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        name = snippet.loss_name(call)
        if name in ("BCELoss", "binary_cross_entropy") and call.args:
            end = ending(call.args[0], snippet)
            if end is not None and end.what == "softmax":
                yield Seen("shared-and-judged-alone", end.node.lineno, {"call": name})
    for call in snippet.calls:
        asked = keyword(call, "compute_metrics")
        function = snippet.flow.functions.get(dotted(asked) or "") if asked is not None else None
        told = keyword(call, "preprocess_logits_for_metrics")
        if function is not None and told is None and "Seq2Seq" not in ast.unparse(call.func):
            yield from _scores_judged(function, call, snippet)


def _scores_judged(function: ast.AST, trainer: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`accuracy_score(labels, predictions)` with the predictions as a trainer gives them."""
    model = keyword(trainer, "model") or (trainer.args[0] if trainer.args else None)
    made = snippet.flow.value(model) if model is not None else None
    if made is None or "Classification" not in ast.unparse(made):
        return
    for call in snippet.calls:
        if snippet.flow.function(call) is not function:
            continue
        last = (dotted(call.func) or method(call)).split(".")[-1]
        given: list[ast.expr | None] = []
        if last in _OF_CLASSES:
            given = [keyword(call, "y_pred"), *call.args[1:2]]
        elif last == "compute":
            given = [keyword(call, "predictions")]
        for node in given:
            bound = snippet.flow.binding(node) if node is not None and dotted(node) else None
            part = bound is not None and bound.how == "part" and bound.place == (0,)
            raw = isinstance(node, ast.Attribute) and node.attr == "predictions"
            if bound is not None and bound.how == "set":
                raw = isinstance(bound.value, ast.Attribute) and bound.value.attr == "predictions"
            if (part or raw) and node is not None:
                yield Seen("scores-compared", call.lineno, {"scores": f"`{ast.unparse(node)}`"})
                return
