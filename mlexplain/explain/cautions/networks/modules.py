"""Networks: how their layers fit together and are used."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, number, receiver
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


_NOTHING_BETWEEN = ("nn.Dropout", "nn.Identity", "nn.BatchNorm1d")


def _narrow(one: ast.expr, two: ast.expr) -> bool:
    """Whether the width between two layers is smaller than both outer ones, as for a low rank."""
    sizes = [number(a) for n in (one, two) if isinstance(n, ast.Call) for a in n.args[:2]]
    known = [s for s in sizes if s is not None]
    return len(known) == 4 and known[1] < min(known[0], known[3])


def _sequence(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    linear = "torch.nn.Linear"
    through = [a for a in node.args if not snippet.called(a).endswith(_NOTHING_BETWEEN)]
    for one, two in pairwise(through):
        if _narrow(one, two):
            continue
        low = isinstance(two, ast.Call) and two.args and "rank" in ast.unparse(two.args[0]).lower()
        if snippet.called(one) == snippet.called(two) == linear and not low:
            yield Seen("missing-activation", two.lineno)
    yield from _channels(node, snippet)
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


def _channels(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """Convolutions one after the other, whose numbers of channels do not fit."""
    given: int | None = None
    for layer in node.args:
        name = snippet.called(layer)
        if not isinstance(layer, ast.Call) or not name.startswith("torch.nn."):
            given = None
            continue
        last = name.split(".")[-1]
        if last.startswith("Conv") and len(layer.args) >= 2:
            takes = number(layer.args[0])
            if given is not None and takes is not None and takes != given:
                values = {"wanted": f"`{takes}`", "given": f"`{given}`"}
                yield Seen("width-mismatch", layer.lineno, values)
            given = number(layer.args[1])
        elif last.startswith("BatchNorm") and layer.args:
            takes = number(layer.args[0])
            if given is not None and takes is not None and takes != given:
                values = {"wanted": f"`{takes}`", "given": f"`{given}`"}
                yield Seen("width-mismatch", layer.lineno, values)
        elif last not in _SAME_CHANNELS and "Pool" not in last and "Dropout" not in last:
            given = None


_SAME_CHANNELS = (
    "ReLU",
    "LeakyReLU",
    "GELU",
    "SiLU",
    "Tanh",
    "Sigmoid",
    "ELU",
    "Upsample",
    "Identity",
)


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
