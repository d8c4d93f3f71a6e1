"""How far loops reach: past the end, not to the end, or always to the same place."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.linear import Linear, constant, length_of, linear, plus
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, number, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.For):
            yield from _past_the_end(node, snippet)
            yield from _last_left_out(node, snippet)
            yield from _fixed_end(node, snippet)
            yield from _last_pair(node, snippet)
            yield from _first_left_out(node, snippet)


def _past_the_end(node: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """`xs[i + 1]` in `for i in range(len(xs))`, and all that reaches further than the length."""
    loop, flow = node.iter, snippet.flow
    if not (
        isinstance(loop, ast.Call) and dotted(loop.func) == "range" and len(loop.args) in (1, 2, 3)
    ):
        return
    stepped = len(loop.args) == 3
    if stepped and not (dotted(loop.args[2]) or (number(loop.args[2]) or 0) > 0):
        return
    stop, index = linear(loop.args[min(len(loop.args), 2) - 1], flow), dotted(node.target)
    if stop is None or index is None or any(_guards(n, index) for n in walk(node)):
        return
    for inner in walk(node):
        if not isinstance(inner, ast.Subscript):
            continue
        name = dotted(inner.value)
        at = linear(inner.slice, flow) if not isinstance(inner.slice, ast.Slice) else None
        if name is None or at is None or at.get(index) != 1:
            continue
        made = _made_length(inner.value, snippet)
        if made is not None:
            reach = constant(plus(plus(plus(at, {index: 1}, -1), stop), made, -1))
            if reach is not None and reach >= 1:
                values = {"index": f"`{ast.unparse(inner.slice)}`", "name": f"`{name}`"}
                yield Seen("off-by-one", inner.lineno, values)
                return
        if stepped or isinstance(inner.ctx, ast.Store) or stop.get(f"len {name}") != 1:
            continue
        if any(
            b.how != "given" and flow.inside(b.statement, node) for b in flow.bindings(name, node)
        ):
            continue
        last = plus(plus(plus(at, {index: 1}, -1), stop), {"": 1}, -1)
        last = _at_first(last, node, snippet)
        past = constant(plus(last, {f"len {name}": 1}, -1))
        if past is not None and past >= 0:
            values = {"index": f"`{ast.unparse(inner.slice)}`", "name": f"`{name}`"}
            yield Seen("off-by-one", inner.lineno, values)
            return


def _made_length(node: ast.expr, snippet: Snippet) -> Linear | None:
    """`n` of a list that was made as `[0] * n`, and never grows or shrinks."""
    made = snippet.flow.value(node)
    if not isinstance(made, ast.BinOp) or not isinstance(made.op, ast.Mult):
        return None
    listed, count = (
        (made.left, made.right) if isinstance(made.left, ast.List) else (made.right, made.left)
    )
    if not isinstance(listed, ast.List) or len(listed.elts) != 1:
        return None
    name = dotted(node)
    grows = any(
        method(c) in ("append", "extend", "insert", "pop") and dotted(receiver(c) or c) == name
        for c in snippet.calls
    )
    return None if grows else linear(count, snippet.flow)


def _guards(node: ast.AST, index: str) -> bool:
    """Whether a node may keep a position in range; to compare entries at it does not."""
    if not isinstance(node, ast.If | ast.IfExp):
        return isinstance(node, ast.BoolOp | ast.Break | ast.Try | ast.Mod)
    if not isinstance(node.test, ast.Compare):
        return True
    entries = [n for n in walk(node.test) if isinstance(n, ast.Subscript)]
    inside = {m for n in entries for m in walk(n.slice)}
    return not entries or any(
        isinstance(n, ast.Name) and n not in inside and n.id == index for n in walk(node.test)
    )


def _at_first(last: Linear, node: ast.For, snippet: Snippet) -> Linear:
    """A position with the counts of outer loops that are taken away from it at their first value."""
    for outer in snippet.flow.loops(node):
        over = outer.iter if isinstance(outer, ast.For) else None
        index = dotted(outer.target) if isinstance(outer, ast.For) else None
        if not isinstance(over, ast.Call) or dotted(over.func) != "range" or index is None:
            continue
        first = 0 if len(over.args) == 1 else number(over.args[0])
        if first is not None and last.get(index) == -1:
            last = plus(plus(last, {index: 1}), {"": first}, -1)
    return last


def _last_left_out(node: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """`for i in range(len(xs) - 1)`, which uses `xs[i]` alone, to add up or to collect."""
    loop, index = node.iter, dotted(node.target)
    if not (isinstance(loop, ast.Call) and dotted(loop.func) == "range" and loop.args):
        return
    stop = loop.args[-1] if len(loop.args) < 3 else None
    if not (
        isinstance(stop, ast.BinOp) and isinstance(stop.op, ast.Sub) and number(stop.right) == 1
    ):
        return
    name = length_of(stop.left)
    first = number(loop.args[0]) == 0 if len(loop.args) == 2 else True
    if name is None or index is None:
        return
    if not first:
        yield from _last_window_entry(node, name, index, snippet)
        return
    around = snippet.flow.function(node) or snippet.tree
    uses = [n for n in walk(around) if isinstance(n, ast.Subscript) and dotted(n.value) == name]
    mentions = [n for n in walk(node) if isinstance(n, ast.Name) and n.id == index]
    plain = all(dotted(u.slice) == index and snippet.flow.inside(u, node) for u in uses)
    gathers = any(
        isinstance(n, ast.AugAssign) or method(n) in ("append", "add", "write") for n in walk(node)
    )
    if uses and plain and gathers and len(mentions) == len(uses) + 1:
        yield Seen("last-left-out", node.lineno, {"name": f"`{name}`"})


def _first_left_out(node: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """`s = 0` and `for i in range(1, len(xs)): s += xs[i]`."""
    loop, index = node.iter, dotted(node.target)
    if not (isinstance(loop, ast.Call) and dotted(loop.func) == "range" and len(loop.args) == 2):
        return
    name = length_of(loop.args[1])
    if number(loop.args[0]) != 1 or name is None or index is None or len(node.body) != 1:
        return
    step = node.body[0]
    if not isinstance(step, ast.AugAssign) or not isinstance(step.op, ast.Add | ast.Mult):
        return
    around = snippet.flow.function(node) or snippet.tree
    uses = [n for n in walk(around) if isinstance(n, ast.Subscript) and dotted(n.value) == name]
    inside = [u for u in uses if snippet.flow.inside(u, step.value)]
    mentions = [n for n in walk(step) if isinstance(n, ast.Name) and n.id == index]
    begun = [b for b in snippet.flow.bindings(dotted(step.target) or "", node) if b.at < _at(node)]
    value = begun[-1].value if begun else None
    neutral = 0 if isinstance(step.op, ast.Add) else 1
    zero = isinstance(value, ast.Constant) and value.value == neutral
    only = len(inside) == len(uses) == len(mentions) and all(dotted(u.slice) == index for u in uses)
    if zero and only and uses:
        yield Seen("first-left-out", node.lineno, {"name": f"`{name}`"})


def _at(node: ast.stmt) -> tuple[int, int]:
    return node.lineno, node.col_offset


def _last_pair(node: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """`for j in range(n - i - 2)`, which compares `a[j]` and `a[j + 1]`, never the last pair."""
    loop, index, flow = node.iter, dotted(node.target), snippet.flow
    if not (isinstance(loop, ast.Call) and dotted(loop.func) == "range" and loop.args):
        return
    first = 0 if len(loop.args) == 1 else number(loop.args[0])
    stop = linear(loop.args[-1], flow) if len(loop.args) < 3 and first == 0 else None
    if stop is None or index is None:
        return
    places: dict[str, list[Linear]] = {}
    for inner in walk(node):
        if isinstance(inner, ast.Subscript) and (name := dotted(inner.value)):
            place = linear(inner.slice, flow)
            if place is not None and place.get(index) == 1:
                places.setdefault(name, []).append(plus(place, {index: 1}, -1))
    for name, found in places.items():
        shifts = {constant(p) for p in found}
        compared = any(isinstance(n, ast.Compare) for n in walk(node))
        if shifts != {0, 1} or not compared or stop.get(f"len {name}") != 1:
            continue
        last = _at_first(plus(stop, {}, 1), node, snippet)
        left = constant(plus(last, {f"len {name}": 1}, -1))
        counts_down = any(v == -1 for k, v in stop.items() if k)
        if left is not None and left < -1 and (counts_down or not flow.loops(node)):
            yield Seen("last-pair-left-out", node.lineno, {"name": f"`{name}`"})
            return


def _last_window_entry(node: ast.For, name: str, index: str, snippet: Snippet) -> Iterator[Seen]:
    """`for i in range(n, len(xs) - 1)`, which gathers from `xs[i]` and `xs[i - n]`."""
    around = snippet.flow.function(node) or snippet.tree
    uses = [n for n in walk(around) if isinstance(n, ast.Subscript) and dotted(n.value) == name]
    inside = [u for u in uses if snippet.flow.inside(u, node)]
    places = [linear(u.slice, snippet.flow) for u in inside if not isinstance(u.slice, ast.Slice)]
    if len(places) != len(inside) or not any(dotted(u.slice) == index for u in inside):
        return
    back = [plus(p, {index: 1}, -1) for p in places if p is not None and p.get(index) == 1]
    behind = all(not b or (b.get("", 0) <= 0 and all(v < 0 for v in b.values())) for b in back)
    ends = any(number(u.slice) == -1 for u in uses if u not in inside)
    gathers = any(isinstance(n, ast.AugAssign) for n in walk(node))
    kept = any(method(n) == "append" for n in walk(node))
    earlier = any(b for b in back)
    if len(back) == len(inside) and behind and earlier and gathers and kept and not ends:
        yield Seen("last-left-out", node.lineno, {"name": f"`{name}`"})


def _fixed_end(node: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """`for i in range(0, n, size): x[i:size]`: all slices but the first are empty."""
    loop, index = node.iter, dotted(node.target)
    if not (isinstance(loop, ast.Call) and dotted(loop.func) == "range" and len(loop.args) == 3):
        return
    step = loop.args[2]
    for inner in walk(node):
        cut = inner.slice if isinstance(inner, ast.Subscript) else None
        if isinstance(cut, ast.Slice) and cut.upper is not None and cut.lower is not None:
            if dotted(cut.lower) == index and ast.dump(cut.upper) == ast.dump(step):
                right = f"`{index}:{index} + {ast.unparse(step)}`"
                values = {"code": f"`{ast.unparse(inner)}`", "right": right}
                yield Seen("slice-end-fixed", cut.lower.lineno, values)
                return
            width = linear(cut.upper, snippet.flow)
            whole = linear(step, snippet.flow)
            if dotted(cut.lower) == index and width and whole and index:
                short = constant(plus(plus(width, {index: 1}, -1), whole, -1))
                if (
                    short == -1
                    and isinstance(inner, ast.Subscript)
                    and _used_alone(node, inner, index)
                ):
                    values = {"code": f"`{ast.unparse(inner)}`"}
                    yield Seen("last-of-each-part", cut.lower.lineno, values)
                    return


def _used_alone(loop: ast.For, cut: ast.Subscript, index: str) -> bool:
    """Whether nothing else of the same list is read in the loop."""
    name = dotted(cut.value)
    uses = [n for n in walk(loop) if isinstance(n, ast.Subscript) and dotted(n.value) == name]
    return uses == [cut]
