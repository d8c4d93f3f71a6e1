"""Widths that do not chain: after convolutions, both directions, or a normalisation."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.flow import method_of
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, number
from mlexplain.explain.facts.scope import dotted


def look(snippet: Snippet) -> Iterator[Seen]:
    for owner in snippet.flow.classes.values():
        made = method_of(owner, "__init__")
        if made is not None:
            yield from _after_convolutions(made, snippet)
    for call in snippet.calls:
        yield from _one_direction(call, snippet)
        yield from _channels_normalised(call, snippet)
        if snippet.called(call) == "torch.nn.Sequential":
            yield from _normalised(call, snippet)


def _after_convolutions(made: ast.AST, snippet: Snippet) -> Iterator[Seen]:
    """`nn.Linear(16 * 7 * 7, 10)` behind a convolution that gives 32 channels."""
    channels: int | None = None
    for node in snippet.nodes:
        if not isinstance(node, ast.Call) or not snippet.flow.inside(node, made):
            continue
        last = snippet.called(node).split(".")[-1]
        if last.startswith("Conv") and "Transpose" not in last and len(node.args) > 1:
            channels = number(node.args[1])
        elif "AdaptiveAvgPool" in last or last in ("LSTM", "GRU", "Embedding"):
            channels = None
        elif last == "Linear" and node.args:
            factors = _factors(node.args[0])
            if channels is not None and len(factors) == 3 and factors[1] == factors[2]:
                if channels not in factors and factors[0] != channels:
                    values = {"wanted": f"`{factors[0]}`", "given": f"`{channels}`"}
                    yield Seen("channels-in-width", node.lineno, values)
            channels = None


def _factors(node: ast.expr) -> list[int]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return [*_factors(node.left), *_factors(node.right)]
    value = number(node)
    return [value] if value is not None else []


def _one_direction(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`nn.Linear(128, k)` on the outputs of a bidirectional LSTM of 128 units."""
    layer = snippet.flow.value(call.func)
    if not isinstance(layer, ast.Call) or not snippet.called(layer).endswith("nn.Linear"):
        return
    if not call.args or not layer.args:
        return
    given = call.args[0]
    while isinstance(given, ast.Subscript):
        given = given.value
    if isinstance(given, ast.Call) and (dotted(given.func) or "").endswith(("drop", "dropout")):
        given = given.args[0] if given.args else given
    bound = snippet.flow.binding(given) if isinstance(given, ast.Name) else None
    if bound is None or bound.how != "part" or bound.place != (0,) or bound.value is None:
        return
    run = snippet.flow.value(bound.value)
    net = snippet.flow.value(run.func) if isinstance(run, ast.Call) else None
    if not isinstance(net, ast.Call) or len(net.args) < 2:
        return
    if snippet.called(net).split(".")[-1] not in ("LSTM", "GRU", "RNN"):
        return
    both = keyword(net, "bidirectional")
    told = isinstance(both, ast.Constant) and both.value is True
    if told and ast.dump(net.args[1]) == ast.dump(layer.args[0]):
        values = {"width": f"`{ast.unparse(net.args[1])}`"}
        yield Seen("both-directions", layer.lineno, values)


def _channels_normalised(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`self.bn(self.conv(x))` with another number of channels."""
    layer = snippet.flow.value(call.func)
    inner = snippet.flow.value(call.args[0]) if len(call.args) == 1 else None
    if not isinstance(layer, ast.Call) or not isinstance(inner, ast.Call):
        return
    before = snippet.flow.value(inner.func)
    kind, last = snippet.called(layer).split(".")[-1], snippet.called(before).split(".")[-1]
    if not kind.startswith("BatchNorm") or not isinstance(before, ast.Call) or not layer.args:
        return
    if not (last.startswith("Conv") or last == "Linear") or len(before.args) < 2:
        return
    takes, gives = number(layer.args[0]), number(before.args[1])
    if takes is not None and gives is not None and takes != gives:
        values = {"wanted": f"`{takes}`", "given": f"`{gives}`"}
        yield Seen("width-mismatch", layer.lineno, values)


def _normalised(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`nn.Linear(20, 128), nn.BatchNorm1d(64)`."""
    given: int | None = None
    for layer in call.args:
        last = snippet.called(layer).split(".")[-1]
        if not isinstance(layer, ast.Call):
            return
        if last == "Linear":
            given = number(layer.args[1]) if len(layer.args) > 1 else None
        elif last in ("BatchNorm1d", "LayerNorm") and layer.args:
            takes = number(layer.args[0])
            if given is not None and takes is not None and given != takes:
                values = {"wanted": f"`{takes}`", "given": f"`{given}`"}
                yield Seen("width-mismatch", layer.lineno, values)
        elif last not in ("ReLU", "GELU", "Tanh", "Dropout", "SiLU", "LeakyReLU", "Sigmoid"):
            given = None
