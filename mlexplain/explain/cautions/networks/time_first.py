"""Layers that take time as their first dimension, caches, and both directions of a recurrent network."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.sizes import sizes
from mlexplain.explain.cautions.reading.snippet import Operation, Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, number, words
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_LAYERS = (
    "TransformerEncoderLayer",
    "TransformerDecoderLayer",
    "MultiheadAttention",
    "Transformer",
)
_BATCH = frozenset(["b", "bs", "bsz", "batch", "batch_size", "nb", "n_batch"])
_TURNS = frozenset(["transpose", "permute", "swapaxes", "movedim", "rearrange", "t", "einsum"])
_OLD = frozenset(["past", "cache", "cached", "kv", "layer_past", "prev"])


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        layer = snippet.flow.value(call.func)
        if isinstance(layer, ast.Call) and call.args:
            yield from _batch_given(call, layer, snippet)
        done = snippet.operation(call)
        if done is not None and done.name in ("cat", "concat", "concatenate"):
            yield from _cache(done, snippet)
    for node in snippet.nodes:
        if isinstance(node, ast.Subscript):
            yield from _one_direction(node, snippet)


def _batch_given(call: ast.Call, layer: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`self.encoder(x)` of an `x` with the batch first, and no `batch_first=True`."""
    made = _inner(layer, snippet)
    if made is None or keyword(made, "batch_first") or any(k.arg is None for k in made.keywords):
        return
    given = call.args[0]
    reached = list(snippet.flow.reached(given))
    if any(method(n) in _TURNS or (dotted(n) or "").endswith(".T") for n in reached):
        return
    known = sizes(given, snippet)
    first = known is not None and len(known) == 3 and known[0].lower() in _BATCH
    if first or _read_batch_first(call, snippet):
        values = {
            "layer": f"`{snippet.called(made).split('.')[-1]}`",
            "given": f"`{ast.unparse(given)}`",
        }
        yield Seen("batch-before-time", made.lineno, values)


def _inner(layer: ast.Call, snippet: Snippet) -> ast.Call | None:
    """The layer of `nn.TransformerEncoder(nn.TransformerEncoderLayer(…), 6)`."""
    name = snippet.called(layer)
    if not name.startswith("torch.nn."):
        return None
    last = name.split(".")[-1]
    if last in ("TransformerEncoder", "TransformerDecoder"):
        first = keyword(layer, "encoder_layer") or (layer.args[0] if layer.args else None)
        inner = snippet.flow.value(first) if first is not None else None
        return _inner(inner, snippet) if isinstance(inner, ast.Call) else None
    return layer if last in _LAYERS and last != "TransformerEncoder" else None


def _read_batch_first(call: ast.Call, snippet: Snippet) -> bool:
    """`self.encoder(x).mean(dim=1)` and `self.encoder(x)[:, 0]`: what is read is one per example."""
    for node in snippet.nodes:
        of: ast.expr | None = None
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
            parts = node.slice.elts
            all_first = isinstance(parts[0], ast.Slice) and not (parts[0].lower or parts[0].upper)
            if all_first and len(parts) > 1 and number(parts[1]) in (0, -1):
                of = node.value
        elif isinstance(node, ast.Call):
            done = snippet.operation(node)
            if done is not None and done.name in ("mean", "max", "amax") and done.dimension == 1:
                of = done.of
        if of is not None and snippet.flow.value(of) is call:
            return True
    return False


def _cache(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """`cat([past_k, k], dim=1)` of keys with their heads in dimension 1: the heads grow, not time."""
    parts = done.of.elts if isinstance(done.of, ast.Tuple | ast.List) else []
    dim = number(done.given(0, "dim", "axis"))
    if len(parts) != 2 or dim is None:
        return
    if not set(words(ast.unparse(parts[0]).replace("[", "_").replace("'", "_"))) & _OLD:
        return
    new = sizes(parts[1], snippet)
    if new is None or len(new) not in (3, 4) or not -len(new) <= dim < len(new):
        return
    times = [i for i, n in enumerate(new) if _is_time(n)]
    if len(times) != 1 or times[0] == dim % len(new):
        return
    values = {
        "call": f"`{ast.unparse(done.call)}`",
        "size": f"`{new[dim]}`",
        "right": str(times[0]),
    }
    yield Seen("cache-joined-across", done.call.lineno, values)


def _is_time(name: str) -> bool:
    return name.lower() in (
        *("t", "l", "n", "s", "seq", "seq_len", "seqlen", "length", "time", "tgt_len", "q_len"),
        *("num_tokens", "n_tokens", "slen", "sl", "len"),
    )


def _one_direction(node: ast.Subscript, snippet: Snippet) -> Iterator[Seen]:
    """`h[-1]` of a network with two directions: the state of the backward one."""
    if number(node.slice) != -1 or not isinstance(node.ctx, ast.Load):
        return
    bound = snippet.flow.binding(node.value) if dotted(node.value) else None
    if bound is None or bound.how != "part" or bound.value is None or bound.place[:1] != (1,):
        return
    run = bound.value
    made = snippet.flow.value(run.func) if isinstance(run, ast.Call) else None
    kind = snippet.called(made).split(".")[-1] if made is not None else ""
    if kind not in ("LSTM", "GRU", "RNN") or not isinstance(made, ast.Call):
        return
    if bound.place != ((1, 0) if kind == "LSTM" else (1,)):
        return
    told = keyword(made, "bidirectional")
    if not (isinstance(told, ast.Constant) and told.value is True):
        return
    name = dotted(node.value)
    others = [
        n
        for n in walk(snippet.flow.function(node) or snippet.tree)
        if isinstance(n, ast.Name | ast.Attribute) and dotted(n) == name and n is not node.value
        if isinstance(n.ctx, ast.Load)
    ]
    if not others:
        values = {"code": f"`{ast.unparse(node)}`", "first": f"`{name}[-2]`"}
        yield Seen("one-direction-read", node.lineno, values)
