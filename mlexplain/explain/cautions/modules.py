"""Networks: how their layers fit together and are used."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from mlexplain.explain.cautions.snippet import Seen, Snippet
from mlexplain.explain.cautions.syntax import method, receiver
from mlexplain.explain.facts.scope import dotted

_GIVE_BACK = (
    "unsqueeze",
    "squeeze",
    "permute",
    "transpose",
    "reshape",
    "view",
    "detach",
    "float",
    "masked_fill",
    "clamp",
)


_MOVES = ("to", "cuda", "cpu")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.ClassDef):
            yield from _constructor(node, snippet)
        elif isinstance(node, ast.Call):
            yield from _forward(node, snippet)
            if snippet.called(node).endswith("nn.Sequential"):
                yield from _sequence(node, snippet)
        elif isinstance(node, ast.Expr):
            yield from _dropped(node, snippet)


def _constructor(node: ast.ClassDef, snippet: Snippet) -> Iterator[Seen]:
    if not any(snippet.full_name(b) in ("torch.nn.Module", "nn.Module") for b in node.bases):
        return
    for item in node.body:
        if isinstance(item, ast.FunctionDef) and item.name == "__init__":
            text = ast.unparse(item)
            if "__init__(" not in text.split("\n", 1)[-1] and "self." in text:
                yield Seen("super-init-missing", item.lineno)


def _forward(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    of = receiver(node)
    if method(node) != "forward" or of is None or ast.unparse(of).startswith("super("):
        return
    if snippet.scope.kind(of) == "Module":
        yield Seen("forward-called", node.lineno, {"call": ast.unparse(node.func)})


def _sequence(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    linear = "torch.nn.Linear"
    for one, two in pairwise(node.args):
        if snippet.called(one) == snippet.called(two) == linear:
            yield Seen("missing-activation", two.lineno)
    widths: ast.expr | None = None
    for layer in node.args:
        name = snippet.called(layer)
        if name == linear and isinstance(layer, ast.Call) and len(layer.args) >= 2:
            takes, gives = layer.args[:2]
            if isinstance(widths, ast.Constant) and isinstance(takes, ast.Constant):
                if widths.value != takes.value:
                    values = {"wanted": f"`{takes.value!r}`", "given": f"`{widths.value!r}`"}
                    yield Seen("width-mismatch", layer.lineno, values)
            widths = gives
        elif (
            "Flatten" in name
            or "Conv" in name
            or "Pool" in name
            or not name.startswith("torch.nn.")
        ):
            widths = None


def _dropped(node: ast.Expr, snippet: Snippet) -> Iterator[Seen]:
    call = node.value
    of = receiver(call)
    if of is None or method(call) not in (*_GIVE_BACK, *_MOVES) or dotted(of) is None:
        return
    if method(call) in _MOVES and _is_input(of, snippet):
        yield Seen("result-dropped", node.lineno, {"call": ast.unparse(call.func)})  # type: ignore[attr-defined]
    if snippet.scope.kind(of) == "Tensor" and method(call) not in _MOVES:
        yield Seen("result-dropped", node.lineno, {"call": ast.unparse(call.func)})  # type: ignore[attr-defined]


def _is_input(of: ast.expr, snippet: Snippet) -> bool:
    """Whether a name holds a tensor: a network or a loss is given it, and it is never called."""
    flow, bound = snippet.flow, snippet.flow.binding(of)
    if bound is None or bound.how not in ("item", "part", "set") or snippet.is_model(of):
        return False
    if bound.how == "item" and not bound.place:
        return False
    if bound.how == "set" and snippet.scope.kind(of) != "Tensor":
        return False
    return any(
        flow.binding(arg) is bound
        for call in snippet.calls
        if dotted(call.func) and (snippet.is_model(call.func) or snippet.is_loss(call))
        for arg in call.args
        if dotted(arg) == dotted(of)
    )
