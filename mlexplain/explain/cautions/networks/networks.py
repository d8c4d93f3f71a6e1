"""Networks: what `forward` does with the layers of `__init__`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.bindings import Function
from mlexplain.explain.cautions.reading.flow import method_of
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import (
    keyword,
    method,
    number,
    receiver,
)
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_WITH_WEIGHTS = (
    "Linear",
    "Conv1d",
    "Conv2d",
    "Conv3d",
    "Embedding",
    "LSTM",
    "GRU",
    "RNN",
    "LayerNorm",
)
_KEEP_WIDTH = ("relu", "gelu", "tanh", "sigmoid", "silu", "elu", "leaky_relu", "dropout", "softmax")
_KEEPING_LAYERS = (
    "ReLU",
    "GELU",
    "Tanh",
    "Sigmoid",
    "SiLU",
    "ELU",
    "LeakyReLU",
    "Dropout",
    "Identity",
)


def look(snippet: Snippet) -> Iterator[Seen]:
    for owner in snippet.nodes:
        if not isinstance(owner, ast.ClassDef) or not _is_network(owner, snippet):
            continue
        forward, made = method_of(owner, "forward"), method_of(owner, "__init__")
        if forward is not None:
            yield from _returns_nothing(forward, snippet)
            yield from _inside(forward, snippet)
        if made is not None:
            yield from _plain_tensors(made, snippet)
    for function in snippet.functions:
        alone = snippet.flow.class_of(function) is None and snippet.flow.function(function) is None
        if function.name == "forward" and alone and _of_object(function):
            yield from _inside(function, snippet)
    for call in snippet.calls:
        yield from _flattened(call, snippet)


def _flattened(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """In `forward`, `self.fc(torch.flatten(x))`: the batch is flattened as well."""
    function = snippet.flow.function(node)
    if function is None or function.name != "forward" or len(node.args) != 1:
        return
    last = (dotted(node.func) or "").split(".")[-1]
    made = snippet.flow.value(node.func)
    linear = snippet.called(made) == "torch.nn.Linear" or last.startswith(("fc", "lin", "out"))
    if not (dotted(node.func) or "").startswith("self.") or not linear:
        return
    done = snippet.operation(snippet.flow.value(node.args[0]))
    viewed = done is not None and done.name in ("view", "reshape") and len(done.rest) == 1
    given = {a.arg for a in function.args.args}
    if viewed and done is not None and number(done.rest[0]) == -1 and dotted(done.of) in given:
        yield Seen("batch-flattened", done.call.lineno, {"call": ast.unparse(done.call.func)})
    if done is not None and done.name == "flatten" and not done.rest and not done.call.keywords:
        yield Seen("batch-flattened", done.call.lineno, {"call": ast.unparse(done.call.func)})


def _of_object(function: Function) -> bool:
    """A method that was pasted without its class."""
    return bool(function.args.args) and function.args.args[0].arg == "self"


def _is_network(owner: ast.ClassDef, snippet: Snippet) -> bool:
    return any(snippet.full_name(b) in ("torch.nn.Module", "nn.Module") for b in owner.bases)


def _returns_nothing(forward: Function, snippet: Snippet) -> Iterator[Seen]:
    """A `forward` that computes and does not return."""
    inside = list(walk(forward))
    leaves = (ast.Return, ast.Raise, ast.Yield, ast.YieldFrom)
    stub = all(isinstance(n, (ast.Pass, ast.Expr)) for n in forward.body)
    if not stub and not any(isinstance(n, leaves) for n in inside):
        yield Seen("forward-without-return", forward.body[-1].lineno)


def _inside(forward: Function, snippet: Snippet) -> Iterator[Seen]:
    for node in walk(forward):
        if not isinstance(node, ast.Call):
            continue
        name = snippet.called(node)
        if name == "torch.nn.functional.dropout" and len(node.args) < 3:
            if keyword(node, "training") is None and not any(k.arg is None for k in node.keywords):
                yield Seen("dropout-always-on", node.lineno)
        if name == "torch.nn.Parameter" and node.args:
            if snippet.called(node.args[0]) in ("torch.randn", "torch.rand"):
                yield Seen("layer-made-in-forward", node.lineno, {"layer": "`Parameter`"})
        made = node.func
        if isinstance(made, ast.Name) and snippet.flow.bindings(made.id, made):
            made = snippet.flow.value(made)
        if isinstance(made, ast.Call) and method(made) in ("to", "cuda"):
            made = receiver(made) or made
        if isinstance(made, ast.Call) and snippet.called(made).startswith("torch.nn."):
            last = snippet.called(made).split(".")[-1]
            inner = list(made.args) if last == "Sequential" else [made]
            kinds = {snippet.called(m).split(".")[-1] for m in inner}
            if kinds & set(_WITH_WEIGHTS):
                yield Seen("layer-made-in-forward", node.lineno, {"layer": f"`{last}`"})
            elif last.startswith("Dropout"):
                yield Seen("dropout-always-on", node.lineno)
        else:
            yield from _fed(node, snippet)


def _fed(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """A layer whose input comes out of another layer: widths, and an activation between."""
    layer = _layer(node, snippet)
    if layer is None or not node.args or not snippet.called(layer).endswith(".Linear"):
        return
    source, direct = snippet.flow.value(node.args[0]), True
    for _ in range(6):
        done = snippet.operation(source)
        through = _layer(source, snippet) if isinstance(source, ast.Call) else None
        kept = through is not None and snippet.called(through).split(".")[-1] in _KEEPING_LAYERS
        if kept and isinstance(source, ast.Call) and source.args:
            direct = direct and snippet.called(through).endswith((".Dropout", ".Identity"))  # type: ignore[arg-type]
            source = snippet.flow.value(source.args[0])
        elif done is not None and through is None and done.name in _KEEP_WIDTH:
            direct = direct and done.name == "dropout"
            source = snippet.flow.value(done.of)
        else:
            break
    before = _layer(source, snippet) if isinstance(source, ast.Call) else None
    if before is None or before is layer or not snippet.called(before).endswith(".Linear"):
        return
    given, wanted = _width(before, 1, "out_features"), _width(layer, 0, "in_features")
    if given is not None and wanted is not None and number(given) != number(wanted):
        if number(given) is not None and number(wanted) is not None:
            values = {"wanted": f"`{number(wanted)}`", "given": f"`{number(given)}`"}
            yield Seen("width-mismatch", node.lineno, values)
    if direct and not _bottleneck(before, layer):
        yield Seen("missing-activation", node.lineno)


def _bottleneck(one: ast.Call, two: ast.Call) -> bool:
    """Two thin layers in place of a broad one, as adapters have them, or unknown widths."""
    inner = number(_width(one, 1, "out_features"))
    ends = [number(_width(one, 0, "in_features")), number(_width(two, 1, "out_features"))]
    if inner is None or None in ends:
        return keyword(one, "bias") is not None or keyword(two, "bias") is not None
    return all(inner < end for end in ends if end is not None)


def _width(layer: ast.Call, place: int, name: str) -> ast.expr | None:
    return keyword(layer, name) or (layer.args[place] if place < len(layer.args) else None)


def _layer(call: ast.Call, snippet: Snippet) -> ast.Call | None:
    """The call that made the layer which is run here."""
    if not (dotted(call.func) or "").startswith("self."):
        return None
    made = snippet.flow.value(call.func)
    return (
        made
        if isinstance(made, ast.Call) and snippet.called(made).startswith("torch.nn.")
        else None
    )


def _plain_tensors(made: Function, snippet: Snippet) -> Iterator[Seen]:
    """`self.w = torch.randn(…, requires_grad=True)` is no parameter of the network."""
    for node in walk(made):
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
            continue
        name, needs = dotted(node.targets[0]), keyword(node.value, "requires_grad")
        tensor = snippet.called(node.value).startswith("torch.") and isinstance(needs, ast.Constant)
        parameter = snippet.called(node.value) == "torch.nn.Parameter"
        if name and name.startswith("self.") and tensor and not parameter and needs.value is True:  # type: ignore[union-attr]
            yield Seen("not-a-parameter", node.lineno, {"name": f"`{name}`"})
