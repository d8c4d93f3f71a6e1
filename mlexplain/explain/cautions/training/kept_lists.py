"""Losses that an object keeps from step to step with their graphs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.facts.scope import dotted

_STEPS = ("training_step", "train_step")


def look(snippet: Snippet) -> Iterator[Seen]:
    """`self.losses.append(loss)` in a step whose loss is given back or has its `backward()`."""
    for node in snippet.nodes:
        added = _added(node)
        function = snippet.flow.function(node) if added is not None else None
        if added is None or function is None or snippet.sheltered(node):
            continue
        name = dotted(added)
        bound = snippet.flow.binding(added)
        if name is None or bound is None or bound.how != "set" or snippet.flow.loops(node):
            continue
        stepping = function.name in _STEPS and any(
            snippet.flow.binding(r) is bound for r in snippet.flow.returns(function)
        )
        trained = any(
            method(c) == "backward" and snippet.flow.binding(receiver(c) or c) is bound
            for c in snippet.calls
        )
        if stepping or trained:
            yield Seen("graph-kept", added.lineno, {"value": f"`{name}`"})


def _added(node: ast.AST) -> ast.expr | None:
    """`v` of `self.xs.append(v)` and `self.total += v`."""
    held: ast.expr | None
    value: ast.expr
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
        held, value = node.target, node.value
    elif method(node) == "append" and len(node.args) == 1:  # type: ignore[attr-defined]
        held, value = receiver(node), node.args[0]  # type: ignore[attr-defined]
    else:
        return None
    while isinstance(held, ast.Subscript):
        held = held.value
    name = dotted(held) if held is not None else None
    return value if (name or "").startswith("self.") else None
