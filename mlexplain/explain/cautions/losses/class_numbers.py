"""Class numbers as a loss wants them: whole."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword
from mlexplain.explain.facts.scope import dotted

_FLOATS = ("float", "float32", "float64", "double", "half", "float16")
_TO_SHARES = ("one_hot", "mixup", "get_dummies", "to_categorical", "softmax", "OneHotEncoder")


def look(snippet: Snippet) -> Iterator[Seen]:
    """`y = torch.tensor(df["kind"].values, dtype=torch.float32)` for a cross-entropy."""
    if any(word in row for row in snippet.rows for word in _TO_SHARES):
        return
    for call in snippet.calls:
        if (
            snippet.loss_name(call) not in ("cross_entropy", "CrossEntropyLoss")
            or len(call.args) < 2
        ):
            continue
        made = snippet.flow.value(call.args[1])
        if isinstance(made, ast.Call) and _is_float(made, snippet) and _is_column(made, snippet):
            yield Seen(
                "class-numbers-as-fractions", made.lineno, {"made": f"`{ast.unparse(made)}`"}
            )


def _is_float(made: ast.Call, snippet: Snippet) -> bool:
    name = snippet.called(made)
    if name in ("torch.FloatTensor", "torch.DoubleTensor"):
        return True
    kind = keyword(made, "dtype")
    return name in ("torch.tensor", "torch.as_tensor") and (
        kind is not None and (dotted(kind) or "").split(".")[-1] in _FLOATS
    )


def _is_column(made: ast.Call, snippet: Snippet) -> bool:
    """Whether the numbers are one for each example: a column, or a list of whole numbers."""
    given = snippet.flow.value(made.args[0]) if made.args else None
    if isinstance(given, ast.List):
        return bool(given.elts) and all(
            isinstance(e, ast.Constant) and type(e.value) is int for e in given.elts
        )
    while isinstance(given, ast.Attribute) and given.attr == "values":
        given = snippet.flow.value(given.value)
    while isinstance(given, ast.Call) and isinstance(given.func, ast.Attribute):
        if given.func.attr in ("fit_transform", "factorize"):
            return "Label" in ast.unparse(snippet.flow.value(given.func.value))
        if given.func.attr not in ("to_numpy", "map", "astype", "tolist"):
            return False
        given = snippet.flow.value(given.func.value)
    if isinstance(given, ast.Subscript) and isinstance(given.slice, ast.Constant):
        return isinstance(given.slice.value, str) and snippet.scope.kind(given.value) == "DataFrame"
    return False
