"""Windows and growing sequences: the last window left out, a loop without a way out."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver, same
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_OUT = (ast.Break, ast.Return, ast.Raise, ast.Yield, ast.YieldFrom, ast.Await, ast.Try)
_EXITS = ("exit", "quit", "sys.exit", "os._exit", "next", "input")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.While):
            yield from _without_end(node, snippet)
        elif isinstance(node, ast.For):
            yield from _last_missed(node.target, node.iter, node.body, snippet)
        elif isinstance(node, ast.ListComp) and len(node.generators) == 1:
            part = node.generators[0]
            if not part.ifs:
                yield from _last_missed(part.target, part.iter, [node.elt], snippet)


def _last_missed(
    target: ast.expr, over: ast.expr, body: list[ast.stmt] | list[ast.expr], snippet: Snippet
) -> Iterator[Seen]:
    """`x[i : i + n]` for i in `range(len(x) - n)`: the last whole window begins at `len(x) - n`."""
    if not (isinstance(over, ast.Call) and dotted(over.func) == "range" and len(over.args) == 1):
        return
    stop, index = over.args[0], dotted(target)
    if not isinstance(stop, ast.BinOp) or not isinstance(stop.op, ast.Sub) or index is None:
        return
    length, size = stop.left, stop.right
    if not (isinstance(length, ast.Call) and dotted(length.func) == "len" and length.args):
        return
    data = length.args[0]
    window = ast.dump(
        ast.parse(
            f"({ast.unparse(data)})[{index}:{index} + ({ast.unparse(size)})]", mode="eval"
        ).body
    )
    inside = [n for part in body for n in walk(part)]
    windows = [n for n in inside if isinstance(n, ast.Subscript) and ast.dump(n) == window]
    uses = [n for n in inside if dotted(n) == index]
    others = any(
        isinstance(n, ast.Subscript) and same(n.value, data) and ast.dump(n) != window
        for n in snippet.nodes
    )  # values that may be the targets of these windows
    if windows and len(uses) == 2 * len(windows) and not others:
        values = {"data": f"`{ast.unparse(data)}`", "right": f"`range({ast.unparse(stop)} + 1)`"}
        yield Seen("last-window-missed", over.lineno, values)


def _without_end(node: ast.While, snippet: Snippet) -> Iterator[Seen]:
    """`while True` without a way out, in which something grows."""
    if not (isinstance(node.test, ast.Constant) and node.test.value):
        return
    inside = [n for part in node.body for n in walk(part)]
    if any(isinstance(n, (*_OUT, ast.With)) for n in inside):
        return
    if any(isinstance(n, ast.Call) and dotted(n.func) in _EXITS for n in inside):
        return
    tries = [n for n in snippet.nodes if isinstance(n, ast.Try) and n.handlers]
    if any(n is node for t in tries for part in t.body for n in walk(part)):
        return  # an error that is caught outside ends it, as `StopIteration` does
    for inner in inside:
        name = None
        if method(inner) in ("append", "extend"):
            name = dotted(receiver(inner) or inner)
        elif isinstance(inner, ast.Assign) and snippet.called(inner.value) == "torch.cat":
            name = dotted(inner.targets[0])
            if name not in {dotted(n) for n in walk(inner.value)}:
                name = None
        if name is not None:
            yield Seen("loop-without-end", node.lineno, {"name": f"`{name}`"})
            return
