"""Loops: what is changed under way, left at once or never."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.linear import length_of
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_CHANGES_SIZE = ("remove", "pop", "insert", "popitem", "append", "extend", "discard")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.For):
            yield from _changed(node, snippet)
            yield from _shrinks(node, snippet)
            yield from _returned_at_once(node)
        elif isinstance(node, ast.While):
            yield from _endless(node, snippet)


def _changed(node: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """Entries are added or removed while the loop runs over them."""
    over = node.iter
    if isinstance(over, ast.Call) and dotted(over.func) == "enumerate" and over.args:
        over = over.args[0]
    if method(over) in ("keys", "items", "values"):
        over = receiver(over) or over
    name = dotted(over)
    if name is None or name in {dotted(n) for n in walk(node.target)}:
        return
    for inner in (n for part in node.body for n in walk(part)):  # not behind the loop
        of = receiver(inner)
        changes = of is not None and dotted(of) == name and method(inner) in _CHANGES_SIZE
        deletes = isinstance(inner, ast.Delete) and any(
            isinstance(t, ast.Subscript) and dotted(t.value) == name for t in inner.targets
        )
        if (changes or deletes) and not (_leaves(inner, snippet) or _queues(inner, node)):
            yield Seen("changed-while-looping", inner.lineno, {"name": f"`{name}`"})  # type: ignore[attr-defined]
            return


def _shrinks(node: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """`for i in range(len(xs)): … xs.pop(i)`: the range goes on to the old end."""
    over, index = node.iter, dotted(node.target)
    if not (isinstance(over, ast.Call) and dotted(over.func) == "range" and len(over.args) == 1):
        return
    name = length_of(over.args[0])
    for inner in (n for part in node.body for n in walk(part)) if name else ():
        of = receiver(inner)
        pops = method(inner) in ("pop", "remove") and of is not None and dotted(of) == name
        if pops and method(inner) == "pop":
            pops = any(dotted(a) == index for a in inner.args)  # type: ignore[attr-defined]
        deletes = isinstance(inner, ast.Delete) and any(
            isinstance(t, ast.Subscript) and dotted(t.value) == name and dotted(t.slice) == index
            for t in inner.targets
        )
        if (pops or deletes) and not _leaves(inner, snippet):
            yield Seen("changed-while-looping", inner.lineno, {"name": f"`{name}`"})  # type: ignore[attr-defined]
            return


def _queues(call: ast.AST, loop: ast.For) -> bool:
    """`queue.extend(node.children)`: a list that grows by parts of its items is a queue."""
    items = {n.id for n in walk(loop.target) if isinstance(n, ast.Name)}
    given = call.args[0] if isinstance(call, ast.Call) and call.args else None
    if method(call) not in ("append", "extend") or given is None:
        return False
    part = given.func if isinstance(given, ast.Call) else given
    return isinstance(part, ast.Attribute | ast.Subscript) and any(
        isinstance(n, ast.Name) and n.id in items for n in walk(part)
    )


def _leaves(node: ast.AST, snippet: Snippet) -> bool:
    """Whether the block of a statement leaves the loop, or its list is a new one there."""
    block = snippet.flow.block(node)
    body = getattr(block[0], block[1]) if block else []
    if not isinstance(body, list):
        return False
    return any(isinstance(s, ast.Break | ast.Return | ast.Raise) for s in body)


def _returned_at_once(node: ast.For) -> Iterator[Seen]:
    """A loop that gathers, and returns at the end of its first round."""
    last = node.body[-1]
    if not isinstance(last, ast.Return) or last.value is None or len(node.body) < 2:
        return
    if any(isinstance(n, ast.Continue) for n in walk(node)):
        return
    gathered = {
        dotted(n.target) if isinstance(n, ast.AugAssign) else dotted(receiver(n) or n)
        for n in walk(node)
        if isinstance(n, ast.AugAssign) or method(n) == "append"
    }
    if gathered & {dotted(n) for n in walk(last.value) if dotted(n)}:
        yield Seen("returned-in-first-round", last.lineno)


def _endless(node: ast.While, snippet: Snippet) -> Iterator[Seen]:
    """Nothing in the loop changes what its condition asks for."""
    test = node.test
    if not isinstance(test, ast.Compare) or node.orelse:
        return
    parts = [test.left, *test.comparators]
    if not all(isinstance(p, ast.Name | ast.Constant) for p in parts):
        return
    names = {p.id for p in parts if isinstance(p, ast.Name)}
    leaves = (ast.Break, ast.Return, ast.Raise, ast.Yield, ast.YieldFrom, ast.Await, ast.Global)
    inside = [n for part in node.body for n in walk(part)]
    if not names or any(isinstance(n, leaves) for n in inside):
        return
    shared = {n for s in snippet.nodes if isinstance(s, ast.Global | ast.Nonlocal) for n in s.names}
    if names & shared:
        return  # another function, or another thread, may change it
    for inner in inside:
        if isinstance(inner, ast.Name) and inner.id in names and isinstance(inner.ctx, ast.Store):
            return
        of = receiver(inner)
        if of is not None and dotted(of) in names:
            return
        if isinstance(inner, ast.Call) and dotted(inner.func) in ("exit", "quit", "sys.exit"):
            return
    if all(isinstance(n, ast.Assign | ast.AugAssign | ast.Expr) for n in node.body):
        listed = ", ".join(f"`{n}`" for n in sorted(names))
        yield Seen("endless-loop", node.lineno, {"names": listed})
