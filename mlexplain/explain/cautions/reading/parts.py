"""Which part of the data a value is: the one that is trained on, or one that is kept back."""

from __future__ import annotations

import ast
import re

from mlexplain.explain.cautions.reading.snippet import Snippet
from mlexplain.explain.cautions.reading.syntax import words
from mlexplain.explain.facts.scope import dotted

_TRAIN = re.compile(r"^[xyz]?(train|training|trn|tr)(x|y|df|set|ds|data|loader|dl)?$")
_KEPT = re.compile(
    r"^[xyz]?(test|testing|tst|te|val|valid|validation|holdout)(x|y|df|set|ds|data|loader|dl)?$"
)
_WHOLE = ("values", "to_numpy", "copy", "astype", "reshape", "ravel", "tolist")


def part(node: ast.expr, snippet: Snippet) -> str | None:
    """`"train"` or `"kept"`, by the split that made a value, else by its name; None if unknown."""
    for _ in range(6):
        if isinstance(node, ast.Subscript):
            key = node.slice.value if isinstance(node.slice, ast.Constant) else None
            told = named_part(key) if isinstance(key, str) else None
            if told:
                return told
            node = node.value
        elif isinstance(node, ast.Attribute) and node.attr in _WHOLE:
            node = node.value
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _WHOLE
        ):
            node = node.func.value
        else:
            break
    bound = snippet.flow.binding(node) if dotted(node) else None
    if bound is not None and bound.how == "part" and bound.place and bound.value is not None:
        if snippet.called(bound.value).endswith("train_test_split"):
            return "train" if bound.place[0] % 2 == 0 else "kept"
    name = dotted(node)
    return named_part(name.split(".")[-1]) if name else None


def named_part(name: str) -> str | None:
    told = words(name)
    train = any(_TRAIN.match(w) for w in told)
    kept = any(_KEPT.match(w) for w in told)
    return None if train == kept else "train" if train else "kept"
