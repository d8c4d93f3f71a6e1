"""Classical algorithms: queues, heaps, merging, and tables filled in the wrong order."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.bindings import Function
from mlexplain.explain.cautions.reading.linear import length_of
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, number, receiver, same, words
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.While):
            yield from _queue_as_stack(node, snippet)
            yield from _rest_left(node, snippet)
        elif isinstance(node, ast.Call):
            yield from _heap_by_node(node, snippet)
        elif isinstance(node, ast.For):
            yield from _taken_again(node, snippet)


def _told(node: ast.AST, snippet: Snippet) -> set[str]:
    function = snippet.flow.function(node)
    return set(words(function.name)) if isinstance(function, Function) else set()


def _queue_as_stack(loop: ast.While, snippet: Snippet) -> Iterator[Seen]:
    """`queue.pop()` takes what was put in last: the search goes deep, not broad."""
    for call in walk(loop):
        of = receiver(call)
        if method(call) != "pop" or of is None or call.args:  # type: ignore[attr-defined]
            continue
        name = dotted(of)
        told = _told(loop, snippet)
        broad = bool(told & {"bfs", "breadth", "level", "levels"}) or (
            bool(set(words(name)) & {"queue", "q", "fifo"})
            and not told & {"dfs", "depth", "stack"}
            and (_order_matters(call, loop, snippet) or _is_deque(of, snippet))
        )
        filled = any(
            method(c) in ("append", "extend") and dotted(receiver(c) or c) == name
            for c in walk(loop)
        )
        tested = name in {dotted(n) for n in walk(loop.test)}
        heap = any("heap" in (dotted(c.func) or "") for c in snippet.calls)
        if broad and filled and tested and not heap:
            yield Seen("queue-as-stack", call.lineno, {"name": f"`{name}`"})  # type: ignore[attr-defined]
            return


def _is_deque(node: ast.expr, snippet: Snippet) -> bool:
    made = snippet.flow.value(node)
    return isinstance(made, ast.Call) and (dotted(made.func) or "").split(".")[-1] == "deque"


def _order_matters(call: ast.AST, loop: ast.While, snippet: Snippet) -> bool:
    """Whether what is taken out is listed, printed or handed on as it comes."""
    up = snippet.flow.parent(call)
    name = dotted(up.targets[0]) if isinstance(up, ast.Assign) else None
    for node in walk(loop):
        given: list[ast.expr] = []
        if isinstance(node, ast.Call) and (
            method(node) == "append" or dotted(node.func) == "print"
        ):
            given = node.args
        elif isinstance(node, ast.Yield) and node.value is not None:
            given = [node.value]
        if any((dotted(g) or "").split(".")[0] == name for g in given if name):
            return True
    return False


def _rest_left(loop: ast.While, snippet: Snippet) -> Iterator[Seen]:
    """`while i < len(a) and j < len(b): …`, and what one of them has left is forgotten."""
    test = loop.test
    if not isinstance(test, ast.BoolOp) or not isinstance(test.op, ast.And):
        return
    pairs = {}
    for part in test.values:
        if isinstance(part, ast.Compare) and isinstance(part.ops[0], ast.Lt):
            of = length_of(snippet.flow.value(part.comparators[0]))
            if of:
                pairs[of] = dotted(part.left)
    if len(pairs) != 2:
        return
    taken: set[str] = set()
    for call in walk(loop):
        if method(call) == "append" and call.args:  # type: ignore[attr-defined]
            given = call.args[0]  # type: ignore[attr-defined]
            if isinstance(given, ast.Subscript) and dotted(given.value) in pairs:
                if dotted(given.slice) == pairs[dotted(given.value) or ""]:
                    taken.add(dotted(given.value) or "")
    if len(taken) != 2:
        return
    end = loop.end_lineno or loop.lineno
    around = snippet.flow.function(loop) or snippet.tree
    later = {
        n.id for n in walk(around) if isinstance(n, ast.Name) and n.lineno > end and n.id in pairs
    }
    if not later:
        names = " or ".join(f"`{n}`" for n in sorted(pairs))
        yield Seen("rest-forgotten", end, {"names": names})


def _heap_by_node(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`heappush(heap, (v, d + w))` beside `dist[v] = d + w`: the heap orders by the node."""
    if (dotted(call.func) or "").split(".")[-1] != "heappush" or len(call.args) != 2:
        return
    entry = snippet.flow.value(call.args[1])
    if not isinstance(entry, ast.Tuple) or len(entry.elts) < 2:
        return
    node, cost = entry.elts[:2]
    around = snippet.flow.function(call) or snippet.tree
    for inner in walk(around):
        if isinstance(inner, ast.Assign) and isinstance(inner.targets[0], ast.Subscript):
            if same(inner.targets[0].slice, node) and same(inner.value, cost):
                yield Seen("heap-by-node", call.lineno, {"entry": f"`{ast.unparse(entry)}`"})
                return


def _taken_again(loop: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """`for c in range(w, cap + 1): best[c] = max(best[c], best[c - w] + v)` with one of each item."""
    told = _told(loop, snippet) | {
        w
        for r in snippet.rows
        for w in words(r.partition("#")[2].replace(" ", "_").replace("/", "_"))
    }
    if not told & {"knapsack", "subset", "once", "01"} or told & {"unbounded", "unlimited", "coin"}:
        return
    over, index = loop.iter, dotted(loop.target)
    if not (isinstance(over, ast.Call) and dotted(over.func) == "range"):
        return
    if len(over.args) == 3 and (number(over.args[2]) or 1) < 0:
        return
    if not snippet.flow.loops(loop):
        return
    for step in loop.body:
        if not isinstance(step, ast.Assign) or not isinstance(step.targets[0], ast.Subscript):
            continue
        table = step.targets[0]
        if dotted(table.slice) != index or dotted(table.value) is None:
            continue
        for inner in walk(step.value):
            if isinstance(inner, ast.Subscript) and dotted(inner.value) == dotted(table.value):
                back = inner.slice
                if isinstance(back, ast.BinOp) and isinstance(back.op, ast.Sub):
                    if dotted(back.left) == index:
                        values = {"name": f"`{dotted(table.value)}`"}
                        yield Seen("item-taken-again", loop.lineno, values)
                        return
