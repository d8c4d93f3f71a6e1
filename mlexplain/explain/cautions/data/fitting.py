"""Fitting: what is learned from data that are kept for testing, and scores on known data."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.parts import named_part
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import (
    method,
    receiver,
    words,
)
from mlexplain.explain.facts.scope import dotted

_FOLDS = ("cross_val_score", "cross_validate", "cross_val_predict")
_HELD_OUT = ("test", "val", "valid", "eval", "dev")


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        yield from _fit(call, snippet)
    yield from _scores(snippet)
    for node in snippet.nodes:
        if isinstance(node, ast.Assign):
            yield from _scaled(node, snippet)


def _held_out_part(node: ast.expr, snippet: Snippet) -> bool:
    """The second or fourth result of `train_test_split`, or what is named as such."""
    if isinstance(node, ast.Subscript) and isinstance(
        node.slice, ast.Constant | ast.List | ast.Name
    ):
        node = node.value
    bound = snippet.flow.binding(node) if dotted(node) else None
    if bound is not None and bound.how == "part" and bound.place and bound.value is not None:
        if snippet.called(bound.value).endswith("train_test_split"):
            return bound.place[0] % 2 == 1
    if not any(w in _HELD_OUT for w in words(dotted(node) or "")):
        return False
    return any(isinstance(n, ast.Name) and "train" in words(n.id) for n in snippet.nodes)


def _fit(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    if method(call) not in ("fit_transform", "fit") or not call.args:
        return
    text = {"call": ast.unparse(call.func)}
    first = call.args[0]
    if method(call) == "fit_transform" and _each_part(first, call, snippet):
        yield Seen("fitted-on-test", call.lineno, text)
        return
    supervised = method(call) == "fit" and len(call.args) == 2
    named_test = (
        supervised and "test" in words(dotted(first)) and "test" in words(dotted(call.args[1]))
    )
    if _held_out_part(first, snippet) or named_test:
        yield Seen("fitted-on-test", call.lineno, text)
        return
    if method(call) == "fit_transform" or _is_scaler(receiver(call), snippet):
        yield from _before_split(call, first, text, snippet)


def _is_scaler(node: ast.expr | None, snippet: Snippet) -> bool:
    made = snippet.flow.value(node) if node is not None else None
    return made is not None and snippet.called(made).endswith(
        ("Scaler", "Imputer", "PCA", "Vectorizer", "Encoder", "Normalizer")
    )


def _before_split(
    call: ast.Call, first: ast.expr, text: dict[str, str], snippet: Snippet
) -> Iterator[Seen]:
    flow = snippet.flow
    source = flow.binding(first)
    for other in snippet.calls:
        folds = snippet.called(other).split(".")[-1] in _FOLDS
        splits = folds or snippet.called(other).endswith("train_test_split")
        if not splits or other.lineno < call.lineno:
            continue
        if folds:
            if len(other.args) > 1 and _fed(other.args[1], call, snippet):
                yield Seen("fitted-before-split", call.lineno, text)
                return
            continue
        if flow.function(other) is not flow.function(call):
            continue
        for arg in other.args:
            same = dotted(arg) is not None and dotted(arg) == dotted(first)
            known = same and (
                source is None or flow.binding(arg) is source or _fed(arg, call, snippet)
            )
            if known or _fed(arg, call, snippet):
                yield Seen("fitted-before-split", call.lineno, text)
                return


def _fed(node: ast.expr, call: ast.Call, snippet: Snippet) -> bool:
    return any(n is call for n in snippet.flow.reached(node))


def _scores(snippet: Snippet) -> Iterator[Seen]:
    """The only score is that of the data that was fitted."""
    flow = snippet.flow
    fits = [c for c in snippet.calls if method(c) == "fit" and len(c.args) >= 2]
    scores = [c for c in snippet.calls if method(c) in ("score", "evaluate") and len(c.args) >= 2]
    others = [c for c in snippet.calls if method(c) == "predict" and c.args]
    for score in scores:
        fit = next((f for f in fits if _same_receiver(f, score)), None)
        fit = fit or _made_and_fitted(score, snippet)
        if fit is None or not _same_data(fit.args[0], score.args[0], snippet):
            continue
        if flow.function(fit) is not flow.function(score):
            continue
        rest = [c for c in [*scores, *others] if flow.function(c) is flow.function(score)]
        if all(_same_data(fit.args[0], c.args[0], snippet) for c in rest):
            yield Seen("scored-on-training", score.lineno)
    for metric in snippet.calls:
        if not snippet.called(metric).startswith("sklearn.metrics.") or len(metric.args) < 2:
            continue
        predicted = [
            n
            for n in flow.reached(metric.args[1])
            if isinstance(n, ast.Call) and method(n) == "predict"
        ]
        for predict in predicted:
            fit = next((f for f in fits if _same_receiver(f, predict)), None)
            fit = fit or _made_and_fitted(predict, snippet)
            if fit is None or not predict.args or len(others) != 1 or scores:
                continue
            if _same_data(fit.args[0], predict.args[0], snippet):
                yield Seen("scored-on-training", metric.lineno)


def _made_and_fitted(call: ast.Call, snippet: Snippet) -> ast.Call | None:
    """The fit of `model = Ridge().fit(X, y)`, where the model is asked later."""
    of = receiver(call)
    made = snippet.flow.value(of) if of is not None else None
    if isinstance(made, ast.Call) and method(made) == "fit" and len(made.args) >= 2:
        return made
    return None


def _same_receiver(one: ast.Call, other: ast.Call) -> bool:
    first, second = receiver(one), receiver(other)
    if first is None or second is None or dotted(first) is None:
        return False
    return dotted(first) == dotted(second)


def _same_data(one: ast.expr, other: ast.expr, snippet: Snippet) -> bool:
    if ast.dump(one) != ast.dump(other) or dotted(one) is None:
        return False
    return snippet.flow.binding(one) is snippet.flow.binding(other)


def _scaled(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`x = (x - x.mean(0)) / x.std(0)`, and then a split."""
    value, name = node.value, dotted(node.targets[0])
    if not (isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div)) or name is None:
        return
    above = snippet.flow.value(value.left)
    if not (isinstance(above, ast.BinOp) and isinstance(above.op, ast.Sub)):
        return
    centre, spread = (snippet.operation(snippet.flow.value(n)) for n in (above.right, value.right))
    if centre is None or spread is None or (centre.name, spread.name) != ("mean", "std"):
        return
    of = dotted(above.left)
    if of is None or dotted(centre.of) != of or dotted(spread.of) != of:
        return
    for split in snippet.calls:
        if snippet.called(split).endswith("train_test_split") and split.lineno > node.lineno:
            bound = [snippet.flow.binding(a) for a in split.args]
            if any(b is not None and b.statement is node for b in bound):
                yield Seen("fitted-before-split", node.lineno, {"call": "mean` and `std"})
                return


def _each_part(node: ast.expr, call: ast.Call, snippet: Snippet) -> bool:
    """`for part in (train, test): part[cols] = scaler.fit_transform(part[cols])`."""
    while isinstance(node, ast.Subscript):
        node = node.value
    bound = snippet.flow.binding(node) if dotted(node) else None
    if bound is None or bound.how != "item" or not isinstance(bound.value, ast.Tuple | ast.List):
        return False
    parts = [named_part(dotted(e) or "") for e in bound.value.elts]
    return "train" in parts and "kept" in parts
