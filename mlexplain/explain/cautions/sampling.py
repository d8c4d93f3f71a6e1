"""Sampling: temperature, what is drawn from, what is done with the draw, and the cache."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.outputs import RESHAPING, ending
from mlexplain.explain.cautions.seen import (
    Operation,
    Seen,
    Snippet,
    keyword,
    last_name,
    method,
    number,
)
from mlexplain.explain.scope import dotted

_TEMPERATURES = ("temperature", "temp")
_THROUGH = RESHAPING | {"masked_fill", "clamp", "log_softmax", "softmax"}


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        done = snippet.operation(call)
        if done is not None and done.name == "multinomial":
            yield from _drawn(done, snippet)
        if done is not None and done.name == "argmax":
            yield from _cold(done, snippet)
        if done is not None and done.name in ("cat", "concat", "concatenate"):
            yield from _cache(done)
        yield from _distribution(call, snippet)
        yield from _fed_again(call, snippet)
        yield from _perplexity(call, snippet)
    for node in snippet.nodes:
        if isinstance(node, ast.Assign):
            yield from _unused_cache(node, snippet)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and number(node.left) == 2:
            yield from _base(node, snippet)


def _path(node: ast.expr, snippet: Snippet) -> Iterator[ast.expr]:
    """The values that one is made of, through reshaping, masking, scaling and softmax."""
    for _ in range(12):
        node = snippet.flow.value(node)
        yield node
        done = snippet.operation(node)
        if done is not None and done.name in _THROUGH:
            node = done.of
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.Mult):
            node = node.left
        elif isinstance(node, ast.Subscript) and number(node.slice) is not None:
            node = node.value
        else:
            return


def _is_temperature(node: ast.expr) -> bool:
    return last_name(node) in _TEMPERATURES


def _drawn(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """What a multinomial draw is made from."""
    line, squeezed = done.call.lineno, False
    for value in _path(done.of, snippet):
        inner = snippet.operation(value)
        if inner is not None and inner.name == "softmax":
            squeezed = True
        if isinstance(value, ast.BinOp) and _is_temperature(value.right):
            divides = isinstance(value.op, ast.Div)
            if not divides and squeezed:
                yield Seen("temperature-multiplies", value.lineno)
            elif divides and not squeezed and _is_softmax(value.left, snippet):
                yield Seen("temperature-after-softmax", value.lineno)
        if inner is not None and inner.name == "log_softmax":
            yield Seen("draw-from-scores", line, {"drawn": f"`{ast.unparse(done.of)}`"})
            return
    end = ending(done.of, snippet)
    if (end is not None and end.what == "linear") or (not squeezed and _is_raw(done.of, snippet)):
        yield Seen("draw-from-scores", line, {"drawn": f"`{ast.unparse(done.of)}`"})
    yield from _mapped(done, snippet)


def _is_softmax(node: ast.expr, snippet: Snippet) -> bool:
    done = snippet.operation(snippet.flow.value(node))
    return done is not None and done.name == "softmax"


def _is_raw(node: ast.expr, snippet: Snippet) -> bool:
    """`model(x).logits[:, -1]`."""
    for _ in range(6):
        node = snippet.flow.value(node)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            node = node.left
        elif isinstance(node, ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Attribute) and node.attr == "logits":
            return isinstance(snippet.flow.value(node.value), ast.Call)
        else:
            return False
    return False


def _mapped(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """A draw among the best or sorted entries is a place there; it must be mapped back."""
    values = _path(done.of, snippet)
    sources = [snippet.flow.binding(v) for v in values if isinstance(v, ast.Name | ast.Attribute)]
    bound = sources[-1] if sources else None
    if bound is None or bound.how != "part" or bound.place != (0,) or bound.value is None:
        return
    chosen = snippet.operation(bound.value)
    statement = snippet.flow.statement(done.call)
    if chosen is None or chosen.name not in ("topk", "sort"):
        return
    if not isinstance(statement, ast.Assign) or dotted(statement.targets[0]) is None:
        return
    name = dotted(statement.targets[0])
    around = snippet.flow.function(done.call) or snippet.tree
    uses = [
        n
        for n in ast.walk(around)
        if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)
    ]
    for use in [done.call, *uses]:
        if any(
            isinstance(up, ast.Subscript)
            or method(up) in ("gather", "take", "index_select", "take_along_dim", "log_prob")
            or snippet.called(up).endswith(("gather", "take_along_dim", "take"))
            for up in snippet.flow.above(use)
        ):
            return
    joined = [
        u
        for u in uses
        for up in snippet.flow.above(u)
        if (o := snippet.operation(up)) is not None
        and o.name in ("cat", "concat", "append", "decode")
    ]
    if joined:
        values_ = {"name": f"`{name}`", "chosen": f"`{chosen.name}`"}
        yield Seen("draw-not-mapped-back", done.call.lineno, values_)


def _cold(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """The best entry stays the best, whatever all are divided by."""
    for value in _path(done.of, snippet):
        if not isinstance(value, ast.BinOp) or not _is_temperature(value.right):
            continue
        others = [
            o
            for c in snippet.calls
            if (o := snippet.operation(c)) is not None
            and o.name in ("multinomial", "topk", "choice", "sort", "gather", "log_softmax")
        ]
        given = any("sample" in last_name(n) for n in snippet.nodes)
        if not others and not given:
            yield Seen("temperature-with-argmax", done.call.lineno)
        return


def _cache(done: Operation) -> Iterator[Seen]:
    """`cat([new, past])`: the older keys must come first."""
    parts = done.of.elts if isinstance(done.of, ast.Tuple | ast.List) else []
    if len(parts) != 2:
        return
    old = [_is_old(p) for p in parts]
    words = set(ast.unparse(parts[0]).lower().replace(".", "_").split("_"))
    if old == [False, True] and words & {"k", "v", "key", "value", "keys", "values", "new"}:
        yield Seen("cache-order", done.call.lineno, {"old": f"`{ast.unparse(parts[1])}`"})


def _is_old(node: ast.expr) -> bool:
    words = set(ast.unparse(node).lower().replace(".", "_").replace("[", "_").split("_"))
    return bool(words & {"past", "cache", "cached"})


def _fed_again(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`model(ids, past_key_values=past)` with `ids` that grow in the same loop."""
    past, loops = keyword(call, "past_key_values"), snippet.flow.loops(call)
    given = keyword(call, "input_ids") or (call.args[0] if call.args else None)
    if past is None or not loops or not isinstance(given, ast.Name) or not dotted(past):
        return
    kept = grown = False
    for node in ast.walk(loops[0]):
        if not isinstance(node, ast.Assign):
            continue
        name, done = dotted(node.targets[0]), snippet.operation(node.value)
        if name == dotted(past):
            kept = kept or last_name(node.value) == "past_key_values"
        elif name == given.id:
            parts = done.of if done is not None and done.name in ("cat", "concat") else None
            if not isinstance(parts, ast.Tuple | ast.List) or dotted(parts.elts[0]) != name:
                return
            grown = True
    if kept and grown:
        yield Seen("cache-fed-twice", call.lineno, {"ids": f"`{given.id}`"})


def _unused_cache(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`past = out.past_key_values` in a loop, and `past` is read nowhere."""
    name = node.targets[0]
    loops = snippet.flow.loops(node)
    if not isinstance(name, ast.Name) or not loops or name.id == "_":
        return
    if not isinstance(node.value, ast.Attribute) or node.value.attr != "past_key_values":
        return
    read = any(
        isinstance(n, ast.Name) and n.id == name.id and isinstance(n.ctx, ast.Load)
        for n in snippet.nodes
    )
    if not read:
        yield Seen("cache-not-used", node.lineno, {"name": f"`{name.id}`"})


def _distribution(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`Categorical(x)` takes probabilities first; scores go in as `logits`."""
    full = snippet.called(call)
    name = full.split(".")[-1]
    if name not in ("Categorical", "Bernoulli", "OneHotCategorical"):
        return
    if full != name and not full.startswith("torch.distributions."):
        return
    probabilities = keyword(call, "probs") or (call.args[0] if call.args else None)
    logits = keyword(call, "logits")
    if probabilities is not None:
        end = ending(probabilities, snippet)
        spelled = "logits" in last_name(probabilities)
        squeezed = end is not None and end.what in ("softmax", "sigmoid")
        if (end is not None and end.what in ("linear", "log_softmax")) or (
            spelled and not squeezed
        ):
            values = {"name": f"`{name}`", "given": f"`{ast.unparse(probabilities)}`"}
            yield Seen("scores-as-probabilities", call.lineno, values)
    elif logits is not None:
        end = ending(logits, snippet)
        if end is not None and end.what in ("softmax", "sigmoid"):
            values = {"given": f"`{ast.unparse(logits)}`", "what": end.what}
            yield Seen("probabilities-as-scores", call.lineno, values)


# Perplexity


def _perplexity(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`exp(total)` of losses that were added up, not averaged."""
    done = snippet.operation(call)
    if done is None or done.name != "exp":
        return
    bound = snippet.flow.binding(done.of)
    if bound is None or bound.how != "changed" or not isinstance(bound.statement, ast.AugAssign):
        return
    adds = bound.statement
    loops = snippet.flow.loops(adds)
    inside = loops and snippet.flow.inside(call, loops[0])
    losses = any(snippet.is_loss(n) for n in snippet.flow.reached(adds.value))
    losses = losses or any(
        isinstance(n, ast.Attribute) and n.attr == "loss" for n in snippet.flow.reached(adds.value)
    )
    divided = any(
        isinstance(n, ast.BinOp | ast.AugAssign) and isinstance(n.op, ast.Div)
        for n in [*snippet.flow.reached(adds.value), adds]
    )
    if isinstance(adds.op, ast.Add) and loops and not inside and losses and not divided:
        yield Seen("perplexity-of-sum", call.lineno, {"total": f"`{ast.unparse(done.of)}`"})


def _base(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`2 ** loss` of a loss in natural logarithms."""
    value = snippet.flow.value(node.right)
    if method(value) == "item":
        value = snippet.flow.value(value.func.value)  # type: ignore[attr-defined]
    if isinstance(value, ast.Call) and snippet.loss_name(value) in (
        "cross_entropy",
        "CrossEntropyLoss",
        "nll_loss",
        "NLLLoss",
    ):
        yield Seen("perplexity-base", node.lineno)
