"""Windows of a series whose target is one of their own entries."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.linear import constant, linear, plus
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver, words
from mlexplain.explain.cautions.reading.terms import stripped
from mlexplain.explain.facts.scope import dotted

_NOT_FORECASTS = frozenset(
    ["mean", "std", "norm", "scale", "first", "last", "base", "start", "ref"]
)


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.For):
            yield from _appended(node, snippet)
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
            parts = node.value.elts
            if len(parts) == 2:
                yield from _pair(parts[0], parts[1], snippet)
        elif isinstance(node, ast.Call) and method(node) == "append" and len(node.args) == 1:
            both = node.args[0]
            if isinstance(both, ast.Tuple) and len(both.elts) == 2:
                yield from _pair(both.elts[0], both.elts[1], snippet)


def _appended(loop: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """`X.append(s[i:i + n])` and `y.append(s[i + n - 1])`."""
    added = [
        s.value
        for s in loop.body
        if isinstance(s, ast.Expr) and isinstance(s.value, ast.Call) and method(s.value) == "append"
    ]
    named = {dotted(receiver(a) or a) for a in added if len(a.args) == 1}
    if len(added) == 2 and len(named) == 2:
        yield from _pair(added[0].args[0], added[1].args[0], snippet)
    lists = [
        n
        for n in loop.body
        if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Subscript)
    ]
    if len(lists) == 2 and dotted(lists[0].targets[0].value) != dotted(lists[1].targets[0].value):  # type: ignore[attr-defined]
        yield from _pair(lists[0].value, lists[1].value, snippet)


def _pair(one: ast.expr, other: ast.expr, snippet: Snippet) -> Iterator[Seen]:
    window, target = _bare(one, snippet), _bare(other, snippet)
    if not isinstance(window, ast.Subscript) or not isinstance(target, ast.Subscript):
        return
    name = dotted(window.value)
    if name is None or name != dotted(target.value):
        return
    cut, *columns = _parts(window)
    at, *others = _parts(target)
    if not isinstance(cut, ast.Slice) or cut.step is not None or isinstance(at, ast.Slice):
        return
    whole = not columns or _is_all(columns[0])
    if not whole and [ast.dump(c) for c in columns] != [ast.dump(o) for o in others]:
        return
    flow = snippet.flow
    begin, end, place = linear(cut.lower, flow), linear(cut.upper, flow), linear(at, flow)
    if begin is None or end is None or place is None or not (begin or end) or cut.upper is None:
        return
    if isinstance(at, ast.Constant) or not any(t for t in place):
        return
    ahead = constant(plus(end, place, -1))
    length = constant(plus(place, begin, -1))
    variable = length is None or length > 0
    if ahead is None or ahead < 1 or not variable or ahead > 3:
        return
    if _NOT_FORECASTS & set(words(dotted(other))) or _centred(cut, at, snippet):
        return
    right = (
        f"`{name}[{ast.unparse(cut.upper)}]`"
        if not others
        else f"the entry at `{ast.unparse(cut.upper)}`"
    )
    values = {
        "target": f"`{ast.unparse(target)}`",
        "window": f"`{ast.unparse(window)}`",
        "right": right,
    }
    yield Seen("target-in-window", target.lineno, values)


def _centred(cut: ast.Slice, at: ast.expr, snippet: Snippet) -> bool:
    """`x[i - k:i + k + 1]` beside `x[i]`: a word and what stands around it."""
    begin, end, place = (linear(n, snippet.flow) for n in (cut.lower, cut.upper, at))
    before = plus(place or {}, begin or {}, -1)
    after = plus(end or {}, place or {}, -1)
    return {k: v for k, v in before.items() if k} == {k: v for k, v in after.items() if k} != {}


def _bare(node: ast.expr, snippet: Snippet) -> ast.expr:
    for _ in range(6):
        before = node
        node = stripped(snippet.flow.value(node), snippet)
        if isinstance(node, ast.Call) and method(node) in ("flatten", "tolist", "ravel", "copy"):
            node = receiver(node) or node
        if node is before:
            break
    return node


def _parts(node: ast.Subscript) -> list[ast.expr]:
    return list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]


def _is_all(node: ast.expr) -> bool:
    return isinstance(node, ast.Slice) and not (node.lower or node.upper or node.step)
