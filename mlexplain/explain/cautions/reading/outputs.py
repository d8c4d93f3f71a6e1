"""What a network or an expression ends with: a softmax, a sigmoid, a plain linear layer, …"""

from __future__ import annotations

import ast
from typing import NamedTuple

from mlexplain.explain.cautions.reading.bindings import Function
from mlexplain.explain.cautions.reading.flow import method_of
from mlexplain.explain.cautions.reading.snippet import Snippet
from mlexplain.explain.facts.scope import dotted

SQUEEZING = frozenset(["softmax", "log_softmax", "sigmoid", "logsigmoid", "relu", "tanh"])
_LAYERS = {
    "Softmax": "softmax",
    "LogSoftmax": "log_softmax",
    "Sigmoid": "sigmoid",
    "ReLU": "relu",
    "Linear": "linear",
}
RESHAPING = frozenset(
    [
        "view",
        "reshape",
        "flatten",
        "squeeze",
        "unsqueeze",
        "transpose",
        "permute",
        "contiguous",
        "float",
        "double",
        "to",
        "cuda",
        "cpu",
        "clone",
        "t",
        "mT",
        "type_as",
        "half",
        "bfloat16",
    ]
)
_DEEPEST = 12


class Ending(NamedTuple):
    """The last thing that is done to a value."""

    what: str
    """"softmax", "log_softmax", "sigmoid", "relu", "tanh" or "linear"."""
    node: ast.Call
    """Where it is done, or where the layer that does it is made."""


def ending(node: ast.expr, snippet: Snippet, depth: int = 0) -> Ending | None:
    """How a value was last squeezed; changes of shape are looked through. None if unknown."""
    if depth > _DEEPEST:
        return None
    flow = snippet.flow
    bound = flow.binding(node) if isinstance(node, ast.Name | ast.Attribute) else None
    if bound is not None and bound.how == "part" and isinstance(bound.value, ast.Call):
        return _returned(bound.value, bound.place, snippet, depth)
    node = flow.value(node)
    if isinstance(node, ast.Subscript):
        return ending(node.value, snippet, depth + 1) if dotted(node.value) else None
    if not isinstance(node, ast.Call):
        bound = flow.binding(node) if isinstance(node, ast.Name | ast.Attribute) else None
        if bound is not None and bound.how == "part" and isinstance(bound.value, ast.Call):
            return _returned(bound.value, bound.place, snippet, depth)
        return None
    done = snippet.operation(node)
    if done is not None and done.name in SQUEEZING:
        return Ending(done.name, node)
    if done is not None and done.name in RESHAPING:
        return ending(done.of, snippet, depth + 1)
    made = flow.value(node.func)
    layer = layer_ending(made, snippet, depth + 1) if isinstance(made, ast.Call) else None
    return layer or _returned(node, (), snippet, depth)


def layer_ending(made: ast.Call, snippet: Snippet, depth: int = 0) -> Ending | None:
    """What a layer that was made so does last."""
    name = snippet.called(made)
    if not name.startswith("torch.nn.") or depth > _DEEPEST:
        return None
    last = name.split(".")[-1]
    if last == "Sequential" and made.args and not isinstance(made.args[-1], ast.Starred):
        inner = snippet.flow.value(made.args[-1])
        return layer_ending(inner, snippet, depth + 1) if isinstance(inner, ast.Call) else None
    return Ending(_LAYERS[last], made) if last in _LAYERS else None


def _only_network(call: ast.Call, snippet: Snippet) -> Function | None:
    """`forward` of the only network in the code, for a network that was handed over."""
    bound = snippet.flow.binding(call.func)
    if bound is None or bound.how != "given" or not snippet.is_model(call.func):
        return None
    found = [method_of(c, "forward") for c in snippet.flow.classes.values()]
    found = [f for f in found if f is not None]
    return found[0] if len(found) == 1 else None


def _returned(
    call: ast.Call, place: tuple[int, ...], snippet: Snippet, depth: int
) -> Ending | None:
    """The ending that all returns of the called function agree on."""
    function = snippet.flow.target(call) or _only_network(call, snippet)
    if function is None:
        return None
    endings = []
    for value in snippet.flow.returns(function):
        for i in place:
            value = snippet.flow.value(value)
            if not isinstance(value, ast.Tuple) or i >= len(value.elts):
                return None
            value = value.elts[i]
        endings.append(ending(value, snippet, depth + 2))
    if not endings or None in endings or len({e.what for e in endings if e}) != 1:
        return None
    return endings[0]
