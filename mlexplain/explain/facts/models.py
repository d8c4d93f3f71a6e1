"""Which name is the model: what is called for a prediction or for scores."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from mlexplain.explain.facts.clues import called

Values = dict[str, ast.expr]


def model_of(call: ast.Call, values: Values) -> set[str]:
    """`m` of `c(m(x), y)` and of `c(m(x).gather(1, a).squeeze(1), y)`, in one statement or more."""
    *_, made = _before_reshaping(call.args[0], values)
    return _called_by_name(made)


def scoring(nodes: list[ast.AST], values: Values) -> set[str]:
    """`m` of `(m(x)[:, -1] / t).softmax(-1)`: what gives the scores of the next token, and `m` of
    `m(x).last_hidden_state`."""
    found = set()
    for node in nodes:
        if isinstance(node, ast.Attribute) and node.attr in _OF_TRANSFORMERS:
            found |= _called_by_name(values.get(getattr(node.value, "id", ""), node.value))
        if isinstance(node, ast.Call) and called(node) in ("softmax", "log_softmax"):
            owner = getattr(node.func, "value", None)
            scores = node.args[0] if _is_library(owner) and node.args else owner
            if isinstance(scores, ast.Name):
                scores = values.get(scores.id, scores)
            if isinstance(scores, ast.BinOp) and isinstance(scores.op, ast.Div):
                scores = scores.left
            way = list(_before_reshaping(scores, values)) if scores is not None else []
            if any(map(_is_last_position, way)):
                found |= _called_by_name(way[-1])
    return found - _known(nodes)


_OF_TRANSFORMERS = ("last_hidden_state", "pooler_output")
"""Fields of what the models of transformers give."""


def _called_by_name(node: ast.expr) -> set[str]:
    called_by_name = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args
    return {node.func.id} if called_by_name else set()  # type: ignore[attr-defined]


def _is_last_position(node: ast.expr) -> bool:
    """`l[:, -1]`."""
    places = getattr(getattr(node, "slice", None), "elts", [])
    return len(places) > 1 and isinstance(places[0], ast.Slice) and ast.unparse(places[1]) == "-1"


def _known(nodes: list[ast.AST]) -> set[str]:
    """What is imported or built in."""
    imports = (n for n in nodes if isinstance(n, ast.Import | ast.ImportFrom))
    return {a.asname or a.name for n in imports for a in n.names} | set(dir(builtins))


def _is_library(node: ast.expr | None) -> bool:
    return node is None or getattr(node, "id", "") in ("F", "torch", "nn", "special", "np", "jnp")


_RESHAPES = frozenset(
    [
        *("gather", "squeeze", "unsqueeze", "view", "reshape", "flatten", "transpose", "permute"),
        *("float", "double", "contiguous", "detach", "cpu"),
    ]
)
_MOST_RESHAPED = 8


def _before_reshaping(node: ast.expr, values: Values) -> Iterator[ast.expr]:
    """The way from `m(x).logits[:, -1]` to `m(x)`, by the names that held it."""
    for _ in range(_MOST_RESHAPED):
        yield node
        if isinstance(node, ast.Name) and node.id in values:
            node = values[node.id]
        elif isinstance(node, ast.Subscript) or getattr(node, "attr", "") == "logits":
            node = node.value  # type: ignore[attr-defined]
        elif isinstance(node, ast.Call) and called(node) in _RESHAPES:
            if not isinstance(node.func, ast.Attribute):
                return
            node = node.func.value
        else:
            return
