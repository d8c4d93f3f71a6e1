"""`squeeze()` without a dimension: where a batch of one loses its first dimension too."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.facts.scope import dotted

_GONE_THROUGH = ("list", "zip", "enumerate", "sorted", "len", "map")


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        if method(call) == "squeeze" and not call.args and not call.keywords:
            yield from _gone_through(call, snippet)


def _gone_through(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """The outputs for a batch are gone through one by one, which a single number does not bear."""
    of = snippet.flow.value(receiver(call) or call)
    for _ in range(6):
        done = snippet.operation(of)
        if done is None or done.name not in ("detach", "cpu", "numpy", "sigmoid", "float"):
            break
        of = snippet.flow.value(done.of)
    run = isinstance(of, ast.Call) and snippet.is_model(of.func)
    if run and any(_used_as_list(u, snippet) for u in _uses(call, snippet)):
        yield Seen("batch-of-one-squeezed", call.lineno, {"call": f"`{ast.unparse(call)}`"})


def _uses(call: ast.Call, snippet: Snippet) -> Iterator[ast.AST]:
    """The squeezed value itself, its further forms, and the uses of its name."""
    node: ast.AST = call
    while True:
        yield node
        up = snippet.flow.parent(node)
        if isinstance(up, ast.Attribute) and up.attr in ("tolist", "cpu", "numpy", "detach"):
            node = snippet.flow.parent(up) or up
        else:
            break
    if isinstance(up, ast.Assign) and dotted(up.targets[0]):
        for use in snippet.nodes:
            if isinstance(use, ast.Name) and isinstance(use.ctx, ast.Load):
                bound = snippet.flow.binding(use)
                if bound is not None and bound.statement is up:
                    yield from _uses_of_name(use, snippet)


def _uses_of_name(use: ast.Name, snippet: Snippet) -> Iterator[ast.AST]:
    node: ast.AST = use
    for _ in range(4):
        yield node
        up = snippet.flow.parent(node)
        if not (isinstance(up, ast.Attribute) and up.attr in ("tolist", "cpu", "numpy", "detach")):
            return
        node = snippet.flow.parent(up) or up


def _used_as_list(node: ast.AST, snippet: Snippet) -> bool:
    up = snippet.flow.parent(node)
    if isinstance(up, ast.For | ast.comprehension):
        return up.iter is node
    if isinstance(up, ast.Call) and node in up.args:
        return dotted(up.func) in _GONE_THROUGH or method(up) == "extend"
    return False
