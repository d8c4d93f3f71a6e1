"""A value that two losses go through, with a step between: detached where the first loss reads it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from mlexplain.diagnose.facts.code.origin import enclosing, own_nodes, spot
from mlexplain.diagnose.facts.code.rewritten import exchanged, only, told
from mlexplain.diagnose.facts.scene import Scene
from mlexplain.diagnose.facts.training.recorded import chain, computes


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The line `score = disc(fake)` of the first loss, with `fake.detach()`.

    Only where one value that is computed once stands as an argument in both, where the second loss
    reads it anew behind the first `backward()`, and a `step()` stands between.
    """
    here, started = spot(scene), facts.get("call_object")
    if here is None or not started or facts.get("call_method") != "backward":
        return {}
    scope: ast.AST = enclosing(here.program.tree, here.line) or here.program.tree
    nodes = sorted(own_nodes(scope), key=lambda n: getattr(n, "lineno", 0))
    calls = [c for c in _method_calls(nodes) if c.lineno < here.line]
    first = [c for c in calls if c.func.attr == "backward"][-1:]  # type: ignore[attr-defined]
    if not first or not isinstance(first[0].func.value, ast.Name):  # type: ignore[attr-defined]
        return {}
    line, loss = first[0].lineno, first[0].func.value.id  # type: ignore[attr-defined]
    if loss == started or not any(c.func.attr == "step" and c.lineno > line for c in calls):  # type: ignore[attr-defined]
        return {}
    before = [a for n in chain(nodes, loss, line) for a in _arguments(n)]
    behind = {
        a.id for n in chain(nodes, started, here.line) if n.lineno > line for a in _arguments(n)
    }
    made = {
        t.id
        for n in nodes
        if isinstance(n, ast.Assign) and n.lineno < line and computes(n.value)
        for t in n.targets
        if isinstance(t, ast.Name)
    }
    one = only([a for a in before if a.id in behind & made])
    if one is None:
        return {}
    edit = exchanged(here.program, one, f"{one.id}.detach()")
    return told("shared", edit) | {"shared": one.id, "shared_loss": loss}


def _method_calls(nodes: list[ast.AST]) -> Iterator[ast.Call]:
    for node in nodes:
        call = node.value if isinstance(node, ast.Expr) else None
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            yield call


def _arguments(node: ast.Assign) -> Iterator[ast.Name]:
    """The names that stand as arguments of calls in a statement."""
    for call in (n for n in ast.walk(node.value) if isinstance(n, ast.Call)):
        yield from (a for a in call.args if isinstance(a, ast.Name))
