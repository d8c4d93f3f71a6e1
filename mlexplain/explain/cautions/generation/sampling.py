"""Sampling: temperature, what is drawn from, and what is done with the draw."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.outputs import RESHAPING, ending
from mlexplain.explain.cautions.reading.snippet import Operation, Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import (
    keyword,
    last_name,
    method,
    number,
)
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_TEMPERATURES = ("temperature", "temp", "tau", "heat", "temperature_")
_THROUGH = RESHAPING | {"masked_fill", "clamp", "log_softmax", "softmax"}


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        done = snippet.operation(call)
        if done is not None and done.name == "multinomial" and number(done.of) is None:
            yield from _drawn(done, snippet)
        for shares in _drawn_with(call, snippet):
            yield from _temperatures(shares, snippet)
        if done is not None and done.name == "argmax":
            yield from _cold(done, snippet)
        yield from _distribution(call, snippet)
    for node in snippet.nodes:
        if isinstance(node, ast.Subscript):
            yield from _first_position(node, snippet)
        elif isinstance(node, ast.Assign | ast.Call):
            yield from _best_hidden(node, snippet)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            draws = snippet.called_names & {"choice", "multinomial", "choices", "Categorical"}
            if draws and _is_temperature(node.right) and dotted(node.left):
                yield Seen("temperature-as-power", node.lineno)


def _drawn_with(call: ast.Call, snippet: Snippet) -> Iterator[ast.expr]:
    """The shares of `choice(n, p=…)`, `choices(xs, weights=…)` and NumPy's `multinomial(1, …)`."""
    name = {"choice": "p", "choices": "weights", "Categorical": "probs"}.get(
        method(call) or snippet.called(call).split(".")[-1]
    )
    if name is not None and (given := keyword(call, name)) is not None:
        yield given
    elif name == "probs" and call.args:
        yield call.args[0]
    elif method(call) == "multinomial" and len(call.args) > 1 and number(call.args[0]) is not None:
        yield call.args[1]


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
    return last_name(node) in _TEMPERATURES or (dotted(node) or "").split(".")[-1] == "T"


def _drawn(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """What a multinomial draw is made from."""
    line = done.call.lineno
    yield from _temperatures(done.of, snippet)
    names = [o.name for v in _path(done.of, snippet) if (o := snippet.operation(v))]
    squeezed = "softmax" in names
    if "log_softmax" in names:
        yield Seen("draw-from-scores", line, {"drawn": f"`{ast.unparse(done.of)}`"})
        return
    end = ending(done.of, snippet)
    if (end is not None and end.what == "linear") or (not squeezed and _is_raw(done.of, snippet)):
        yield Seen("draw-from-scores", line, {"drawn": f"`{ast.unparse(done.of)}`"})
    yield from _mapped(done, snippet)


def _temperatures(shares: ast.expr, snippet: Snippet) -> Iterator[Seen]:
    """Scores times the temperature, and shares divided by it, before a draw."""
    squeezed = False
    for value in _path(shares, snippet):
        inner = snippet.operation(value)
        if inner is not None and inner.name == "log_softmax":
            return
        if inner is not None and inner.name == "softmax":
            squeezed = True
        if isinstance(value, ast.BinOp) and _is_temperature(value.right):
            divides = isinstance(value.op, ast.Div)
            if not divides and squeezed:
                yield Seen("temperature-multiplies", value.lineno)
            elif divides and not squeezed and _is_softmax(value.left, snippet):
                yield Seen("temperature-after-softmax", value.lineno)


def _is_softmax(node: ast.expr, snippet: Snippet) -> bool:
    done = snippet.operation(snippet.flow.value(node))
    return done is not None and done.name == "softmax"


def _is_raw(node: ast.expr, snippet: Snippet) -> bool:
    """`model(x).logits[:, -1]`, and `net(x)[:, -1] / temperature`."""
    scaled = False
    for _ in range(6):
        node = snippet.flow.value(node)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            scaled = scaled or _is_temperature(node.right)
            node = node.left
        elif scaled and isinstance(node, ast.Subscript) and ast.unparse(node.slice)[:5] == ":, -1":
            inner = snippet.flow.value(node.value)
            return isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name)
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
        for n in walk(around)
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
    places = [
        n
        for n in walk(around)
        if isinstance(n, ast.Name) and n.id == _place_name(bound.statement)
        if isinstance(n.ctx, ast.Load)
    ]
    returned = [u for u in uses if isinstance(snippet.flow.parent(u), ast.Return)]
    if joined or (returned and not places and chosen.name == "topk"):
        values_ = {"name": f"`{name}`", "chosen": f"`{chosen.name}`"}
        yield Seen("draw-not-mapped-back", done.call.lineno, values_)


def _place_name(statement: ast.AST) -> str | None:
    """`i` of `v, i = topk(…)`."""
    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
    return (
        dotted(target.elts[1]) if isinstance(target, ast.Tuple) and len(target.elts) > 1 else None
    )


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


def _best_hidden(node: ast.AST, snippet: Snippet) -> Iterator[Seen]:
    """`logits[logits > best[:, [-1]]] = -inf` and its like hide what should stay."""
    if isinstance(node, ast.Assign):
        target, value = node.targets[0], node.value
        scores, test = (
            (target.value, target.slice) if isinstance(target, ast.Subscript) else (value, value)
        )
    else:
        done = snippet.operation(node)
        filled = done.given(1, "value") if done is not None else None
        if done is None or filled is None or done.name not in ("masked_fill", "masked_fill_"):
            return
        scores, test, value = done.of, done.given(0, "mask") or done.of, filled
    if not isinstance(test, ast.Compare) or dotted(test.left) != dotted(scores):
        return
    if not isinstance(test.ops[0], ast.Gt | ast.GtE) or dotted(test.left) is None:
        return
    spelled = ast.unparse(value).lstrip("(")
    if not (spelled.startswith("-") or "'-inf'" in spelled or "-np.inf" in spelled):
        return
    limit = snippet.flow.value(test.comparators[0])
    for _ in range(4):
        values = isinstance(limit, ast.Attribute) and limit.attr == "values"
        if isinstance(limit, ast.Subscript) or values:
            limit = snippet.flow.value(limit.value)  # type: ignore[attr-defined]
    bound = snippet.flow.binding(limit) if isinstance(limit, ast.Name) else None
    made = bound.value if bound is not None and bound.place == (0,) else limit
    if isinstance(made, ast.Call):
        done = snippet.operation(made)
        if done is not None and done.name == "topk" and keyword(made, "largest") is None:
            line = getattr(node, "lineno", 1)
            yield Seen("best-hidden", line, {"scores": f"`{ast.unparse(scores)}`"})


def _first_position(node: ast.Subscript, snippet: Snippet) -> Iterator[Seen]:
    """`out.logits[:, 0]` in a loop that feeds the chosen token back."""
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else []
    if len(parts) < 2 or number(parts[1]) != 0 or not snippet.flow.loops(node):
        return
    if not isinstance(parts[0], ast.Slice):
        return
    of = node.value
    scores = isinstance(of, ast.Attribute) and of.attr == "logits"
    loop = snippet.flow.loops(node)[0]
    chooses = any(
        (d := snippet.operation(n)) and d.name in ("argmax", "multinomial", "topk")
        for n in walk(loop)
    )
    cached = any(
        isinstance(n, ast.keyword) and n.arg in ("past_key_values", "use_cache") for n in walk(loop)
    )
    joins = any(snippet.called(n) in ("torch.cat", "torch.hstack") for n in walk(loop))
    if scores and chooses and (cached or joins):
        yield Seen("first-position-read", node.lineno, {"code": f"`{ast.unparse(node)}`"})
