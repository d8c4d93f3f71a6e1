"""Iterators: used up, or begun anew in each round."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.flow import Flow
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import (
    method,
)
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_ONCE = ("map", "filter", "zip", "reversed", "iter", "enumerate")
_CONSUMERS = ("list", "tuple", "set", "sum", "max", "min", "sorted", "any", "all", "dict")
_PARAMETERS = ("parameters", "named_parameters")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Assign):
            yield from _used_up(node, snippet)
        elif isinstance(node, ast.Call):
            yield from _first_batch(node, snippet)


def _used_up(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`xs = map(…)` is empty once it has been gone through."""
    value, target = node.value, node.targets[0]
    once = isinstance(value, ast.GeneratorExp) or (
        isinstance(value, ast.Call)
        and (dotted(value.func) in _ONCE or (method(value) in _PARAMETERS and not value.args))
    )
    if not once or not isinstance(target, ast.Name):
        return
    flow = snippet.flow
    bound = next((b for b in flow.bindings(target.id, node) if b.statement is node), None)
    uses = [
        n
        for n in snippet.nodes
        if isinstance(n, ast.Name) and n.id == target.id and isinstance(n.ctx, ast.Load)
        if flow.binding(n) is bound and flow.function(n) is flow.function(node)
    ]
    through = [u for u in uses if _goes_through(u, snippet)]
    if not through or len(uses) != len(through):
        return
    loops = [loop for u in through for loop in flow.loops(u) if not _begins(u, loop, flow)]
    outside = [loop for loop in loops if not flow.inside(node, loop)]
    same_block = len(through) > 1 and flow.block(through[0]) == flow.block(through[1])
    in_loop = bool(outside) and not any(
        isinstance(n, ast.Break | ast.Return) for loop in outside for n in walk(loop)
    )
    if same_block or (in_loop and len(outside) >= 1):
        again = through[1] if same_block else through[-1]
        yield Seen("used-up-iterator", again.lineno, {"name": f"`{target.id}`"})


def _begins(use: ast.AST, loop: ast.AST, flow: Flow) -> bool:
    """Whether a use is read once, when a loop begins."""
    return isinstance(loop, ast.For) and flow.inside(use, loop.iter)


def _goes_through(use: ast.Name, snippet: Snippet) -> bool:
    up = snippet.flow.parent(use)
    if isinstance(up, ast.For) and up.iter is use:
        return not any(isinstance(n, ast.Break) for n in walk(up))
    if isinstance(up, ast.comprehension) and up.iter is use:
        return True
    if not isinstance(up, ast.Call) or use not in up.args:
        return False
    name = snippet.called(up)
    clips = name.endswith(("clip_grad_norm_", "clip_grad_value_"))
    return dotted(up.func) in _CONSUMERS or clips or name.startswith("torch.optim.")


def _first_batch(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`next(iter(loader))` in a loop."""
    if dotted(node.func) != "next" or not node.args or not snippet.flow.loops(node):
        return
    inner = node.args[0]
    if not (isinstance(inner, ast.Call) and dotted(inner.func) == "iter" and inner.args):
        return
    over = inner.args[0]
    name = dotted(over)
    made = snippet.called(snippet.flow.value(over)).endswith(".DataLoader")
    if name and (made or "loader" in name.lower() or name.lower().endswith("dl")):
        yield Seen("first-batch-again", node.lineno, {"loader": f"`{name}`"})
