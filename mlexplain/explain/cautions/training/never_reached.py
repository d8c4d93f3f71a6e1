"""Counters and averages of a loop that come to nothing, and curves without an end."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import number, words
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_TIMES = frozenset(["epoch", "step", "ep", "t", "it", "iteration", "i", "e", "steps"])
_WHOLE = frozenset(["epoch", "step", "it", "iteration"])
"""What is not called a fraction of the time that there is."""
_BOUNDS = ("min", "max", "clip", "clamp", "minimum")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.For | ast.While):
            yield from _counter(node)
        elif isinstance(node, ast.Assign):
            yield from _average(node, snippet)
        elif isinstance(node, ast.Call):
            yield from _cosine(node, snippet)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            yield from _warm_up(node, snippet)


def _counter(loop: ast.For | ast.While) -> Iterator[Seen]:
    """`bad = 0` at the top of each round, and then `if bad >= 5: break`."""
    for step in loop.body:
        name = dotted(step.targets[0]) if isinstance(step, ast.Assign) else None
        if name is None or number(step.value) != 0:  # type: ignore[attr-defined]
            continue
        later = loop.body[loop.body.index(step) + 1 :]
        if any(isinstance(n, ast.For | ast.While) for s in later for n in walk(s)):
            continue
        inside = [n for s in later for n in walk(s)]
        ups = [n for n in inside if isinstance(n, ast.AugAssign) and dotted(n.target) == name]
        ends = [
            n
            for n in inside
            if isinstance(n, ast.If)
            and isinstance(n.test, ast.Compare)
            and dotted(n.test.left) == name
            and isinstance(n.test.ops[0], ast.Gt | ast.GtE | ast.Eq)
            and any(isinstance(m, ast.Break) for m in walk(n))
        ]
        stored = [n for n in inside if isinstance(n, ast.Name) and n.id == name]
        stored = [n for n in stored if isinstance(n.ctx, ast.Store)]
        if len(ups) == 1 == len(stored) and number(ups[0].value) == 1 and ends:
            limit = number(ends[0].test.comparators[0])  # type: ignore[attr-defined]
            if limit is None or limit > 1:
                yield Seen("counter-begun-anew", step.lineno, {"name": f"`{name}`"})
                return


def _average(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`v = 0.9 * v + 0.1 * g` in a loop, and the step is taken with `g`."""
    name, value = node.targets[0], node.value
    if not isinstance(name, ast.Name) or not isinstance(value, ast.BinOp):
        return
    loops = snippet.flow.loops(node)
    if not isinstance(value.op, ast.Add) or not loops:
        return
    sides = [s for s in (value.left, value.right) if isinstance(s, ast.BinOp)]
    own = [s for s in sides if isinstance(s.op, ast.Mult) and name.id in _names(s)]
    others = [n for s in (value.left, value.right) if s not in own for n in _names(s)]
    uses = [u for u in snippet.names.get(name.id, []) if isinstance(u.ctx, ast.Load)]
    if len(own) != 1 or any(not snippet.flow.inside(u, node) for u in uses):
        return
    for other in others:
        for use in snippet.names.get(other, []):
            step = snippet.flow.statement(use)
            down = isinstance(step, ast.AugAssign) and isinstance(step.op, ast.Sub)
            value_ = step.value if isinstance(step, ast.Assign) else None
            down = down or (isinstance(value_, ast.BinOp) and isinstance(value_.op, ast.Sub))
            same_loop = snippet.flow.loops(use)[:1] == loops[:1]
            if same_loop and down and step.lineno > node.lineno:  # type: ignore[attr-defined]
                values = {"name": f"`{name.id}`", "other": f"`{other}`"}
                yield Seen("average-not-used", step.lineno, values)  # type: ignore[attr-defined]
                return


def _names(node: ast.AST) -> set[str]:
    return {n.id for n in walk(node) if isinstance(n, ast.Name)}


def _cosine(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`1 + cos(pi * epoch)`: half a turn for each epoch."""
    up = snippet.flow.parent(node)
    angle = snippet.flow.value(node.args[0]) if len(node.args) == 1 else None
    if not snippet.called(node).endswith(".cos") or not isinstance(up, ast.BinOp):
        return
    if not isinstance(up.op, ast.Add) or not isinstance(angle, ast.BinOp):
        return
    if not isinstance(angle.op, ast.Mult) or 1 not in (number(up.left), number(up.right)):
        return
    sides = [angle.left, angle.right]
    if not any((dotted(s) or "").endswith("pi") for s in sides):
        return
    times = [s for s in sides if isinstance(s, ast.Name) and s.id in _TIMES]
    bound = snippet.flow.binding(times[0]) if times else None
    if bound is None:
        return
    counted = bound.how == "item" and ast.unparse(bound.value or node).startswith(
        ("range(", "enumerate(")
    )
    if counted or (bound.how == "given" and set(words(times[0].id)) & _WHOLE):
        yield Seen("cosine-without-length", node.lineno, {"time": f"`{ast.unparse(times[0])}`"})


def _warm_up(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`group["lr"] = base * step / warmup`, with nothing that ends the rise."""
    if not {"warmup", "warm"} & set(words(dotted(node.right))):
        return
    for up in snippet.flow.above(node):
        if isinstance(up, ast.If | ast.IfExp):
            return
        if isinstance(up, ast.Call):
            return
        if isinstance(up, ast.FunctionDef):
            break
    function = snippet.flow.function(node)
    around = function if function is not None else next(iter(snippet.flow.loops(node)), None)
    step = snippet.flow.statement(node)
    target = step.targets[0] if isinstance(step, ast.Assign) else None
    key = target.slice if isinstance(target, ast.Subscript) else None
    if around is None or not (isinstance(key, ast.Constant) and key.value == "lr"):
        return
    inside = list(walk(around))
    ends = any(isinstance(n, ast.If | ast.IfExp | ast.Return) for n in inside) or any(
        isinstance(n, ast.Call) and (dotted(n.func) or "").split(".")[-1] in _BOUNDS for n in inside
    )
    if not ends:
        yield Seen("warm-up-without-end", node.lineno, {"name": f"`{dotted(node.right)}`"})
