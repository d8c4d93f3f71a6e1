"""Layers: how they are kept, called, and filled with first values."""

from __future__ import annotations

import ast
from collections.abc import Iterator

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

_ACTIVATIONS = ("ReLU", "Sigmoid", "Tanh", "GELU", "SiLU", "LeakyReLU", "Flatten", "ELU")
_LEARNED = ("Linear", "Conv1d", "Conv2d", "Conv3d", "Embedding", "LSTM", "GRU", "LayerNorm")
_HOLDING = (
    *_LEARNED,
    "RNN",
    "LSTMCell",
    "GRUCell",
    "BatchNorm1d",
    "BatchNorm2d",
    "GroupNorm",
    "RMSNorm",
    "ConvTranspose2d",
    "Bilinear",
    "EmbeddingBag",
    "MultiheadAttention",
    "TransformerEncoderLayer",
    "TransformerDecoderLayer",
    "Sequential",
)
_WEIGHT_SETTERS = ("zeros_", "constant_", "ones_")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.ClassDef):
            yield from _plain_list(node, snippet)
        elif isinstance(node, ast.Call):
            yield from _class_called(node, snippet)
            yield from _same_weights(node, snippet)
        elif isinstance(node, ast.Subscript):
            yield from _last_step(node, snippet)


def is_layer(node: ast.AST, snippet: Snippet) -> bool:
    called = snippet.called(node)
    own = called in snippet.flow.classes and snippet.scope.kind(node) == "Module"
    return own or (called.startswith("torch.nn.") and called.split(".")[-1] in _HOLDING)


def _plain_list(owner: ast.ClassDef, snippet: Snippet) -> Iterator[Seen]:
    """`self.layers = [nn.Linear(…) for …]` hides the layers from `parameters()`."""
    made = method_of(owner, "__init__")
    if made is None or not any(snippet.full_name(b).endswith("nn.Module") for b in owner.bases):
        return
    text = ast.unparse(owner)
    for node in walk(made):
        if not isinstance(node, ast.Assign):
            continue
        name, value = dotted(node.targets[0]), snippet.flow.value(node.value)
        kept = {name, dotted(node.value)}
        if not name or not name.startswith("self."):
            continue
        held: list[ast.expr] = []
        if isinstance(value, ast.Call) and dotted(value.func) in ("tuple", "list") and value.args:
            value = value.args[0]  # `tuple(nn.Linear(…) for …)`
        if isinstance(value, ast.Tuple):
            held = value.elts
        elif isinstance(value, ast.List):
            held = value.elts or [
                n.args[0]
                for n in walk(made)
                if isinstance(n, ast.Call)
                and method(n) == "append"
                and dotted(receiver(n) or n) in kept
                and n.args
            ]
        elif isinstance(value, ast.ListComp | ast.GeneratorExp):
            held = [value.elt]
        elif isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Mult):
            held = _joined_lists(value)
        elif isinstance(value, ast.Dict):
            held = list(value.values)
        elif isinstance(value, ast.DictComp):
            held = [value.value]
        registered = f"*{name})" in text or f"ModuleList({name})" in text or "add_module" in text
        if held and all(is_layer(h, snippet) for h in held) and not registered:
            right = (
                "nn.ModuleDict" if isinstance(value, ast.Dict | ast.DictComp) else "nn.ModuleList"
            )
            yield Seen("layers-in-plain-list", node.lineno, {"name": f"`{name}`", "right": right})


def _joined_lists(node: ast.expr) -> list[ast.expr]:
    """What `[layer for …] + [last]` and `[layer] * n` hold."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [*_joined_lists(node.left), *_joined_lists(node.right)]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return [*_joined_lists(node.left), *_joined_lists(node.right)]
    if isinstance(node, ast.List):
        return node.elts
    return [node.elt] if isinstance(node, ast.ListComp) else []


def _class_called(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`nn.ReLU(x)` and `nn.MSELoss(a, b)` make a layer; they do not run it."""
    full = snippet.called(node)
    name = full.split(".")[-1]
    if not full.startswith("torch.nn.") or "functional" in full:
        return
    call = {"call": ast.unparse(node.func)}
    if (
        name.endswith("Loss")
        and len(node.args) >= 2
        and all(not isinstance(a, ast.Constant) for a in node.args[:2])
    ):
        if name in (
            "CrossEntropyLoss",
            "MSELoss",
            "BCELoss",
            "BCEWithLogitsLoss",
            "L1Loss",
            "NLLLoss",
        ):
            yield Seen("loss-class-called", node.lineno, call)
    elif name in _ACTIVATIONS and node.args and not isinstance(node.args[0], ast.Constant):
        first = node.args[0]
        bound = snippet.flow.binding(first)
        function = snippet.flow.function(node)
        given = bound is not None and bound.how == "given"
        inside = function is not None and function.name == "forward"
        if snippet.scope.kind(first) == "Tensor" or (
            inside and (given or isinstance(first, ast.Call))
        ):
            yield Seen("layer-class-called", node.lineno, call)


def _same_weights(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """Every linear or convolutional layer begins with one and the same number."""
    full = snippet.called(node)
    name = full.split(".")[-1]
    if not full.startswith("torch.nn.init.") or name not in _WEIGHT_SETTERS or not node.args:
        return
    of = node.args[0]
    if not (
        isinstance(of, ast.Attribute) and of.attr == "weight" and isinstance(of.value, ast.Name)
    ):
        return
    for up in snippet.flow.above(node):
        if not isinstance(up, ast.If) or not isinstance(up.test, ast.Call):
            continue
        kinds = up.test.args[1:2] if dotted(up.test.func) == "isinstance" else []
        names = [n for k in kinds for n in (k.elts if isinstance(k, ast.Tuple) else [k])]
        wide = [n for n in names if snippet.full_name(n).split(".")[-1] in _LEARNED[:4]]
        direct = any(snippet.flow.statement(node) is s for s in up.body)
        if names and len(wide) == len(names) and direct:
            yield Seen("same-weights", node.lineno)
        return


def _last_step(node: ast.Subscript, snippet: Snippet) -> Iterator[Seen]:
    """`out[:, -1]` of a recurrent layer that puts time first, and `out[-1]` of one that does not."""
    bound = snippet.flow.binding(node.value)
    if bound is None or bound.how != "part" or bound.place != (0,) or bound.value is None:
        return
    run = bound.value
    made = snippet.flow.value(run.func) if isinstance(run, ast.Call) else None
    if not isinstance(made, ast.Call) or not isinstance(run, ast.Call) or not run.args:
        return
    if snippet.called(made) not in ("torch.nn.LSTM", "torch.nn.GRU", "torch.nn.RNN"):
        return
    if any(k.arg is None for k in made.keywords) or _turned(run.args[0], snippet):
        return
    first = keyword(made, "batch_first")
    batch_first = isinstance(first, ast.Constant) and first.value is True
    if first is not None and not isinstance(first, ast.Constant):
        return
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    at = {"code": f"`{ast.unparse(node)}`"}
    if len(parts) >= 2 and _is_all(parts[0]) and number(parts[1]) == -1 and not batch_first:
        yield Seen("last-example-not-step", node.lineno, {**at, "right": "`batch_first=True`"})
    elif len(parts) == 1 and number(parts[0]) == -1 and batch_first:
        values = {**at, "right": f"`{ast.unparse(node.value)}[:, -1]`"}
        yield Seen("last-example-not-step", node.lineno, values)


def _turned(node: ast.expr, snippet: Snippet) -> bool:
    return any(
        method(n) in ("transpose", "permute", "unsqueeze", "pack_padded_sequence")
        or snippet.called(n).endswith("pack_padded_sequence")
        for n in snippet.flow.reached(node)
    )


def _is_all(node: ast.expr) -> bool:
    return isinstance(node, ast.Slice) and not (node.lower or node.upper or node.step)
