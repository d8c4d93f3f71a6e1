"""Training with the network in the mode of evaluation."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.bindings import Function
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import (
    method,
    receiver,
)
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    yield from _stays_off(snippet)
    yield from _left_off_by_call(snippet)
    yield from _left_off_by_method(snippet)
    yield from _trained_off(snippet)


def _stays_off(snippet: Snippet) -> Iterator[Seen]:
    """`model.eval()` in a loop that trains, while `model.train()` stands before the loop or nowhere."""
    for loop in snippet.nodes:
        if not isinstance(loop, ast.For | ast.While):
            continue
        inside = list(walk(loop))
        if not any(method(n) == "backward" for n in inside):
            continue
        on = {dotted(_moved(receiver(n)) or n) for n in inside if method(n) == "train"}
        for node in inside:
            if isinstance(node, ast.Call) and method(node) == "eval" and not node.args:
                name = dotted(receiver(node) or node)
                handed_on = any(
                    isinstance(n, ast.Call) and any(dotted(a) == name for a in n.args)
                    for n in inside
                )
                trains_elsewhere = handed_on and not _trains_here(inside, name)
                if name and name not in on and not trains_elsewhere:
                    yield Seen("no-train-mode", node.lineno, {"model": name})


def _moved(node: ast.AST | None) -> ast.AST | None:
    """`model` of `model.to(device)` and `model.cpu()`."""
    while isinstance(node, ast.Call) and method(node) in ("to", "cpu", "cuda", "eval", "float"):
        node = receiver(node)
    return node


def _trains_here(nodes: list[ast.AST], name: str | None) -> bool:
    return any(isinstance(n, ast.Call) and dotted(n.func) == name for n in nodes)


def _left_off_by_call(snippet: Snippet) -> Iterator[Seen]:
    """A function switches its network to evaluation; the loop that calls it goes on training."""
    flow = snippet.flow
    for call in snippet.calls:
        function = flow.target(call)
        loops = flow.loops(call)
        if function is None or not loops or not isinstance(call.func, ast.Name):
            continue
        off = [n for n in walk(function) if method(n) == "eval" and not n.args]  # type: ignore[attr-defined]
        if not off:
            continue
        arguments = [a.arg for a in function.args.args]
        name = dotted(receiver(off[0]) or off[0])
        if name not in arguments or arguments.index(name) >= len(call.args):
            continue
        around = [n for n in _with_functions(loops[-1], snippet) if isinstance(n, ast.Call)]
        on = any(method(n) == "train" for n in around)
        if any(method(n) == "backward" for n in around) and not on:
            model = ast.unparse(call.args[arguments.index(name)])
            yield Seen("no-train-mode", call.lineno, {"model": model})


def _left_off_by_method(snippet: Snippet) -> Iterator[Seen]:
    """`self.validate()` in the loop of `fit`, which has called `self.model.train()` before it."""
    for call in snippet.calls:
        function, loops = snippet.flow.target(call), snippet.flow.loops(call)
        if not (dotted(call.func) or "").startswith("self.") or function is None or not loops:
            continue
        off = [n for n in walk(function) if method(n) == "eval" and not n.args]  # type: ignore[attr-defined]
        name = dotted(receiver(off[0]) or off[0]) if off else None
        if name is None or not name.startswith("self."):
            continue
        inside: list[ast.AST] = [n for n in walk(loops[-1]) if isinstance(n, ast.Call)]
        others = [f for n in inside if (f := snippet.flow.target(n)) and f is not function]  # type: ignore[arg-type]
        inside += [n for f in others for n in walk(f)]
        again = any(method(n) == "train" for n in [*inside, *walk(function)])
        if any(method(n) == "backward" for n in inside) and not again:
            yield Seen("no-train-mode", call.lineno, {"model": name})


def _with_functions(node: ast.AST, snippet: Snippet) -> Iterator[ast.AST]:
    """All below a node, and in the functions of this code that are called there."""
    entered: set[Function] = set()
    waiting: list[ast.AST] = [node]
    while waiting:
        for inner in walk(waiting.pop()):
            yield inner
            if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name):
                function = snippet.flow.functions.get(inner.func.id)
                if function is not None and function not in entered:
                    entered.add(function)
                    waiting.append(function)


def _trained_off(snippet: Snippet) -> Iterator[Seen]:
    """`model.eval()`, and then a loop that trains the model."""
    flow = snippet.flow
    for off in snippet.calls:
        name = dotted(receiver(off) or off)
        if method(off) != "eval" or off.args or name is None or flow.loops(off):
            continue
        for backward in snippet.calls:
            later = method(backward) == "backward" and backward.lineno > off.lineno
            if not later or flow.function(backward) is not flow.function(off):
                continue
            if flow.block(off) != flow.block(
                flow.loops(backward)[-1] if flow.loops(backward) else backward
            ):
                continue
            runs = [n for n in flow.reached(backward) if isinstance(n, ast.Call)]
            again = any(method(c) == "train" for c in snippet.calls if c.lineno > off.lineno)
            steps = any(method(c) == "step" for c in snippet.calls if c.lineno > backward.lineno)
            trained = {dotted(r.func) for r in runs if not snippet.sheltered(r)}
            if steps and not again and name in trained:
                yield Seen("trained-in-eval-mode", off.lineno, {"model": name})
                break
