"""Steps of training that stand behind the loop over the batches, so that the last batch alone counts."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.batches import in_batches
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.cautions.training.training import calls_of, is_schedule
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        if method(call) == "backward":
            yield from _backward(call, snippet)
        elif method(call) == "step" and not is_schedule(call, snippet):
            yield from _step(call, snippet)


def _before(call: ast.Call, snippet: Snippet) -> Iterator[ast.For]:
    """The loops that end before a call, in the same block."""
    block = snippet.flow.block(call)
    body = getattr(*block) if block else []
    statement = snippet.flow.statement(call)
    if isinstance(body, list) and statement in body:
        for step in body[: body.index(statement)]:
            if isinstance(step, ast.For) and not any(
                isinstance(n, ast.Break | ast.Return | ast.Yield) for n in walk(step)
            ):
                yield step


def _backward(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`for x, y in loader: loss = f(net(x), y)`, and then `loss.backward()`."""
    of = receiver(call)
    name = dotted(of) if of is not None else None
    for loop in _before(call, snippet) if name is not None else ():
        sets = [
            n
            for n in walk(loop)
            if isinstance(n, ast.Name | ast.Attribute)
            and isinstance(n.ctx, ast.Store)
            and dotted(n) == name
        ]
        made = snippet.flow.statement(sets[0]) if len(sets) == 1 else None
        if not isinstance(made, ast.Assign) or made not in loop.body or calls_of(loop, "backward"):
            continue
        if any(dotted(n) == name for n in walk(made.value)):
            continue
        later = snippet.flow.bindings(name or "", call)
        if any((loop.end_lineno or 0) < b.at[0] <= call.lineno for b in later):
            continue
        if calls_of(loop, "zero_grad") or in_batches(loop, snippet):
            if not _carried(loop, made.value, snippet):
                yield Seen("backward-after-loop", call.lineno, {"loss": f"`{name}`"})


def _carried(loop: ast.For, value: ast.expr, snippet: Snippet) -> bool:
    """Whether a loss also depends on what earlier rounds have computed."""
    before = {dotted(n) for n in walk(loop) if isinstance(n, ast.Name) and _stored(n)}
    items = {n.id for n in walk(loop.target) if isinstance(n, ast.Name)}
    for node in snippet.flow.reached(value):
        name = dotted(node) if isinstance(node, ast.Name) else None
        if name is None or name not in before - items:
            continue
        bound = snippet.flow.binding(node)
        if bound is None or not snippet.flow.inside(bound.statement, loop):
            return True
        if bound.at > (node.lineno, node.col_offset):  # type: ignore[attr-defined]
            return True
    return False


def _stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _step(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`for …: optimizer.zero_grad(); loss.backward()`, and then `optimizer.step()`."""
    name = dotted(receiver(call) or call)
    for loop in _before(call, snippet):
        cleared = [c for c in calls_of(loop, "zero_grad") if snippet.flow.loops(c)[:1] == [loop]]
        back = [c for c in calls_of(loop, "backward") if snippet.flow.loops(c)[:1] == [loop]]
        direct = [snippet.flow.statement(c) in loop.body for c in (*cleared, *back)]
        if not cleared or len(back) != 1 or not all(direct) or calls_of(loop, "step"):
            continue
        owner = dotted(receiver(cleared[0]) or cleared[0])
        if owner == name or snippet.is_model(receiver(cleared[0]) or cleared[0]):
            yield Seen("step-after-loop", call.lineno)
