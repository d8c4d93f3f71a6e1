"""Networks whose last layer holds the output in a range that the targets leave."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.outputs import ending
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import named, words

_DISTANCES = ("MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss", "mse_loss", "l1_loss")
_WIDE = frozenset(
    [
        "price",
        "prices",
        "salary",
        "income",
        "age",
        "sales",
        "temperature",
        "cost",
        "demand",
        "revenue",
        "distance",
        "weight",
        "height",
        "consumption",
        "rent",
        "mpg",
        "duration",
    ]
)
_SCALING = ("Scaler", "fit_transform", "normalise", "normalize")


def look(snippet: Snippet) -> Iterator[Seen]:
    if any(word in row for row in snippet.rows for word in _SCALING):
        return
    for call in snippet.calls:
        if snippet.loss_name(call) not in _DISTANCES or len(call.args) < 2:
            continue
        end = ending(call.args[0], snippet)
        if end is None or end.what not in ("sigmoid", "softmax", "tanh"):
            continue
        told = {
            word
            for n in snippet.flow.reached(call.args[1])
            for word in (
                words(n.value)
                if isinstance(n, ast.Constant) and isinstance(n.value, str)
                else named(n)
            )
        }
        divided = any(isinstance(n, ast.Div | ast.Sub) for n in snippet.flow.reached(call.args[1]))
        if told & _WIDE and not divided:
            values = {"activation": end.what}
            yield Seen("output-held-in-range", end.node.lineno, values)
