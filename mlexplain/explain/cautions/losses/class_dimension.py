"""The dimension in which a loss looks for the classes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.networks.named_shapes import comment_shape
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import number
from mlexplain.explain.facts.scope import dotted

_OF_STEPS = ("LSTM", "GRU", "RNN", "TransformerEncoder", "TransformerDecoder")
_KEEPS = ("dropout", "relu", "gelu", "tanh", "contiguous", "float")
_CLASSES = ("c", "classes", "num_classes", "n_classes", "k", "v", "vocab", "tags", "n_tags")


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        if snippet.loss_name(call) not in ("cross_entropy", "CrossEntropyLoss", "nll_loss"):
            continue
        given = snippet.loss_input(call)
        if given is not None and len(call.args) > 1 and _classes_last(given, snippet):
            yield Seen("classes-in-last-dimension", call.lineno, {"of": f"`{ast.unparse(given)}`"})
        if len(call.args) > 1 and _column(call.args[1], snippet):
            code = {"code": f"`{ast.unparse(call.args[1])}`"}
            yield Seen("classes-in-column", call.lineno, code)


def _column(node: ast.expr, snippet: Snippet) -> bool:
    """`y.unsqueeze(1)` and `y.view(-1, 1)`, before changes of type and device."""
    for _ in range(4):
        node = snippet.flow.value(node)
        done = snippet.operation(node)
        if done is None:
            break
        sizes = [number(r) for r in done.rest]
        if done.name == "unsqueeze":
            return sizes in ([1], [-1]) and isinstance(snippet.flow.value(done.of), ast.Name)
        if done.name in ("view", "reshape"):
            return len(sizes) == 2 and sizes[1] == 1
        if done.name not in ("long", "to", "cuda", "type"):
            break
        node = done.of
    return False


def _classes_last(given: ast.expr, snippet: Snippet) -> bool:
    """Whether the scores have a dimension of steps before that of the classes."""
    bound = snippet.flow.binding(given) if dotted(given) else None
    said = comment_shape(bound.statement, snippet) if bound is not None else None
    if said and len(said) == 3 and said[-1].lower() in _CLASSES and bound and bound.how == "set":
        return True
    value = snippet.flow.value(given)
    if not isinstance(value, ast.Call) or not value.args or not _is_layer(value, snippet):
        return False
    return _of_steps(value.args[0], snippet)


def _is_layer(call: ast.Call, snippet: Snippet) -> bool:
    return snippet.called(snippet.flow.value(call.func)).endswith("nn.Linear")


def _of_steps(node: ast.expr, snippet: Snippet) -> bool:
    """The first result of a recurrent network: one state for each step."""
    for _ in range(6):
        bound = snippet.flow.binding(node) if dotted(node) else None
        if bound is not None and bound.how == "part" and bound.place == (0,) and bound.value:
            made = snippet.flow.value(bound.value)
            return isinstance(made, ast.Call) and _runs(made, snippet)
        value = snippet.flow.value(node)
        if isinstance(value, ast.Subscript):
            first = isinstance(value.slice, ast.Constant) and value.slice.value == 0
            return first and isinstance(value.value, ast.Call) and _runs(value.value, snippet)
        if isinstance(value, ast.Call):
            kept = (dotted(value.func) or "").split(".")[-1].lower() in (*_KEEPS, "drop")
            if not kept or not value.args:
                return False
            node = value.args[0]
            continue
        return False
    return False


def _runs(call: ast.Call, snippet: Snippet) -> bool:
    return snippet.called(snippet.flow.value(call.func)).split(".")[-1] in _OF_STEPS
