"""Bounds: the smaller one first, and `max` for what must not fall below."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, words
from mlexplain.explain.cautions.reading.terms import factors
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_CUTS = ("clamp", "clip", "clamp_", "clip_")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Call):
            yield from _turned(node, snippet)
        elif isinstance(node, ast.Assign):
            yield from _at_once(node, snippet)


def _value(node: ast.expr | None, snippet: Snippet) -> float | None:
    node = snippet.flow.value(node) if node is not None else None
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _value(node.operand, snippet)
        return None if inner is None else -inner
    number = isinstance(node, ast.Constant) and type(node.value) in (int, float)
    return float(node.value) if number else None  # type: ignore[union-attr]


def _turned(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`clamp(x, 1.0, 0.0)`."""
    done = snippet.operation(call)
    if done is None or done.name not in _CUTS:
        return
    low = _value(done.given(0, "min", "a_min"), snippet)
    high = _value(done.given(1, "max", "a_max"), snippet)
    if low is not None and high is not None and low > high:
        yield Seen("bounds-turned", call.lineno, {"low": f"{low:g}", "high": f"{high:g}"})


def _at_once(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`eps = min(0.05, eps * 0.99)`: the smaller one is taken, at once."""
    call, name = node.value, dotted(node.targets[0])
    if not isinstance(call, ast.Call) or dotted(call.func) not in ("min", "max"):
        return
    if name is None or len(call.args) != 2 or keyword(call, "key"):
        return
    for end, moved in (call.args, call.args[::-1]):
        way = _way(moved, name, snippet)
        if way is None or any(dotted(n) == name for n in walk(end)):
            continue
        wrong = (dotted(call.func) == "min") == (way == "falls")
        told = set(words(dotted(end))) & ({"min", "low", "floor", "end", "final"})
        high = set(words(dotted(end))) & {"max", "high", "ceil", "cap"}
        known = _value(end, snippet) is not None or (told if way == "falls" else high)
        if wrong and known and (snippet.flow.loops(node) or _in_method(node, snippet)):
            better = "max" if way == "falls" else "min"
            values = {"name": f"`{name}`", "end": f"`{ast.unparse(end)}`", "better": f"`{better}`"}
            yield Seen("bound-at-once", node.lineno, values)
            return


def _in_method(node: ast.AST, snippet: Snippet) -> bool:
    return snippet.flow.function(node) is not None


def _way(node: ast.expr, name: str, snippet: Snippet) -> str | None:
    """Whether what a value is changed to falls or grows."""
    above, below = factors(node)
    if any(dotted(f) == name for f in above) and not below and len(above) == 2:
        other = next(f for f in above if dotted(f) != name)
        factor = _value(other, snippet)
        if factor is not None:
            return "falls" if 0 < factor < 1 else "grows" if factor > 1 else None
        return "falls" if set(words(dotted(other))) & {"decay", "shrink"} else None
    if isinstance(node, ast.BinOp) and dotted(node.left) == name:
        step = _value(node.right, snippet)
        told = set(words(dotted(node.right))) & {"decay", "step", "delta", "rate"}
        if (step is not None and step > 0) or told:
            return {ast.Sub: "falls", ast.Add: "grows"}.get(type(node.op))
    return None
