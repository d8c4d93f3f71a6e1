"""Keras: whether labels, last layer and loss fit together."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, number, receiver
from mlexplain.explain.facts.scope import dotted

_WHOLE = ("mnist", "fashion_mnist", "cifar10", "cifar100", "reuters")
_ONE_HOT = ("to_categorical", "get_dummies", "one_hot", "OneHotEncoder", "LabelBinarizer")


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        if method(call) == "compile":
            loss = _loss(call)
            if loss:
                yield from _labels(call, loss, snippet)
                yield from _last(call, loss, snippet)


def _loss(call: ast.Call) -> str:
    """`categorical_crossentropy` of `loss=…`, also for classes of the same name."""
    given = keyword(call, "loss")
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        return given.value.lower()
    name = (dotted(given.func) or "") if isinstance(given, ast.Call) else ""
    last = name.split(".")[-1].lower()
    scores = isinstance(given, ast.Call) and keyword(given, "from_logits") is not None
    return "" if scores else last.replace("crossentropy", "_crossentropy")


def _fits(compiled: ast.Call, snippet: Snippet) -> list[ast.Call]:
    net = dotted(receiver(compiled) or compiled)
    return [
        c
        for c in snippet.calls
        if method(c) == "fit" and len(c.args) > 1 and dotted(receiver(c) or c) == net
    ]


def _labels(call: ast.Call, loss: str, snippet: Snippet) -> Iterator[Seen]:
    """Class numbers want the sparse loss, rows of zeros and a one the other."""
    for fit in _fits(call, snippet):
        labels = fit.args[1]
        reached = list(snippet.flow.reached(labels))
        encoded = [
            n
            for n in reached
            if isinstance(n, ast.Call) and (dotted(n.func) or "").split(".")[-1] in _ONE_HOT
        ]
        numbers = any(
            method(n) == "load_data" and any(w in ast.unparse(n) for w in _WHOLE) for n in reached
        )
        values = {"labels": f"`{ast.unparse(labels)}`"}
        if loss == "categorical_crossentropy" and numbers and not encoded:
            yield Seen("labels-not-one-hot", call.lineno, values)
        if loss == "sparse_categorical_crossentropy" and encoded:
            yield Seen("labels-one-hot", call.lineno, values)


def _last(call: ast.Call, loss: str, snippet: Snippet) -> Iterator[Seen]:
    """The last layer of a sequence against the loss."""
    net = receiver(call)
    made = snippet.flow.value(net) if net is not None else None
    if not isinstance(made, ast.Call) or not (dotted(made.func) or "").endswith("Sequential"):
        return
    layers = list(made.args[0].elts) if made.args and isinstance(made.args[0], ast.List) else []
    name = dotted(net) if net is not None else None
    layers += [
        c.args[0]
        for c in snippet.calls
        if method(c) == "add" and c.args and dotted(receiver(c) or c) == name
    ]
    last = layers[-1] if layers else None
    if not isinstance(last, ast.Call) or not (dotted(last.func) or "").endswith("Dense"):
        return
    given = keyword(last, "activation") or (last.args[1] if len(last.args) > 1 else None)
    activation = given.value if isinstance(given, ast.Constant) else None
    if given is not None and not isinstance(given, ast.Constant):
        return
    width = number(keyword(last, "units") or (last.args[0] if last.args else None))
    wanted = {
        "binary_crossentropy": ("sigmoid",),
        "categorical_crossentropy": ("softmax",),
        "sparse_categorical_crossentropy": ("softmax",),
    }.get(loss)
    values = {"loss": f"`{loss}`"}
    if wanted and activation in (None, "linear", "relu", "tanh"):
        right = f'`activation="{wanted[0]}"`'
        yield Seen("last-layer-without-shares", last.lineno, {**values, "right": right})
    elif loss == "binary_crossentropy" and activation == "softmax" and width != 1:
        yield Seen("binary-loss-of-softmax", call.lineno)
    elif loss in ("mse", "mean_squared_error", "mae") and activation in ("relu", "sigmoid"):
        if width == 1 and activation == "sigmoid" and not _bounded(snippet):
            yield Seen("output-held-in-range", last.lineno, {"activation": f"`{activation}`"})


def _bounded(snippet: Snippet) -> bool:
    """Whether anything hints at targets between zero and one."""
    text = ast.unparse(snippet.tree)
    return any(w in text for w in ("MinMax", "/ 255", "accuracy", "prob", "max()", "binary"))
