"""Indices that are no whole numbers, that nothing reads, or that take one entry for many."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.lists import gathered
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import number
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_OF_MANY = ("numpy.mean", "numpy.sum", "numpy.std", "statistics.mean", "sum", "max", "min")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Subscript):
            yield from _fraction(node, snippet)
            yield from _one_of_many(node, snippet)
        elif isinstance(node, ast.For):
            yield from _outer_twice(node, snippet)


def _fraction(node: ast.Subscript, snippet: Snippet) -> Iterator[Seen]:
    """`a[m]` with `m = (lo + hi) / 2`, and `a[:len(a) / 2]`."""
    part = node.slice
    ends = [part.lower, part.upper] if isinstance(part, ast.Slice) else [part]
    made = snippet.flow.value(node.value)
    if isinstance(made, ast.Dict | ast.DictComp) or snippet.called(made) in ("dict", "defaultdict"):
        return
    if snippet.scope.kind(node.value) in ("DataFrame", "dict", "Series"):
        return
    for end in ends:
        value = snippet.flow.value(end) if end is not None else None
        if not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.Div):
            continue
        counts = number(value.right) is not None and not any(
            isinstance(n, ast.Constant) and isinstance(n.value, float) for n in walk(value)
        )
        lengths = any(isinstance(n, ast.Call) and dotted(n.func) == "len" for n in walk(value))
        if counts and (lengths or _is_middle(value.left)):
            yield Seen("index-of-fraction", node.lineno, {"code": f"`{ast.unparse(value)}`"})
            return


def _is_middle(node: ast.expr) -> bool:
    """`lo + hi` of two names."""
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and bool(dotted(node.left))


def _one_of_many(node: ast.Subscript, snippet: Snippet) -> Iterator[Seen]:
    """`np.mean(rewards[-100])`: one entry, where the last hundred were meant."""
    last = number(node.slice)
    up = snippet.flow.parent(node)
    if last is None or last > -2 or not isinstance(up, ast.Call) or up.args[:1] != [node]:
        return
    entry = gathered(node.value, snippet)
    many = isinstance(entry, ast.List | ast.Tuple | ast.ListComp)
    if entry is not None and not many and (snippet.called(up) or dotted(up.func)) in _OF_MANY:
        code = ast.unparse(node)
        values = {"code": f"`{code}`", "right": f"`{code[:-1]}:]`"}
        yield Seen("one-of-many", node.lineno, values)


def _outer_twice(node: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """`for j in …: total += a[i][i]`, where nothing reads `j`."""
    around = next(iter(snippet.flow.loops(node)), None)
    if not isinstance(around, ast.For) or not (_is_range(around.iter) and _is_range(node.iter)):
        return
    outer, inner = dotted(around.target), dotted(node.target)
    if outer is None or inner is None or inner.startswith("_"):
        return
    uses = snippet.names.get(inner, [])
    if any(isinstance(u.ctx, ast.Load) for u in uses) or outer == inner:
        return
    for use in (n for part in node.body for n in walk(part)):
        if not isinstance(use, ast.Subscript):
            continue
        first = use.value.slice if isinstance(use.value, ast.Subscript) else None
        pair = use.slice.elts if isinstance(use.slice, ast.Tuple) else [first, use.slice]
        if len(pair) == 2 and all(p is not None and dotted(p) == outer for p in pair):
            values = {"code": f"`{ast.unparse(use)}`", "outer": f"`{outer}`", "inner": f"`{inner}`"}
            yield Seen("outer-index-twice", use.lineno, values)
            return


def _is_range(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and dotted(node.func) == "range"
