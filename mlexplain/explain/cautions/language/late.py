"""Functions made in a loop, which look its variable up when it has ended."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.bindings import arguments
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Lambda | ast.FunctionDef):
            yield from _late(node, snippet)


def _late(node: ast.Lambda | ast.FunctionDef, snippet: Snippet) -> Iterator[Seen]:
    """A function kept from each round, which uses the loop's variable when it is called later."""
    flow = snippet.flow
    own = {a.arg for a in arguments(node)}
    body = [node.body] if isinstance(node, ast.Lambda) else node.body
    used = {n.id for part in body for n in walk(part) if isinstance(n, ast.Name)} - own
    up = flow.parent(node)
    variables: set[str] = set()
    if isinstance(up, ast.ListComp | ast.DictComp) and isinstance(node, ast.Lambda):
        variables = {n.id for g in up.generators for n in walk(g.target) if isinstance(n, ast.Name)}
    else:
        for loop in flow.loops(node):
            if isinstance(loop, ast.For) and _kept(node, up, loop):
                variables |= {n.id for n in walk(loop.target) if isinstance(n, ast.Name)}
    for name in sorted(used & variables):
        yield Seen("late-binding", node.lineno, {"name": f"`{name}`"})
        return


def _kept(node: ast.Lambda | ast.FunctionDef, up: ast.AST | None, loop: ast.For) -> bool:
    """Whether a function outlives the round it is made in."""
    if isinstance(node, ast.Lambda):
        if method(up or node) in (
            "append",
            "add_done_callback",
            "register_forward_hook",
            "register_hook",
        ):
            return True
        if isinstance(up, ast.keyword):
            told = up.arg or ""
            return told in ("command", "callback", "target", "func") or told.startswith("on_")
        if method(up or node) in ("connect", "bind", "add_command", "submit", "after"):
            return True
        return isinstance(up, ast.Assign) and isinstance(up.targets[0], ast.Subscript)
    for inner in walk(loop):
        if method(inner) in ("append", "register_forward_hook") and isinstance(inner, ast.Call):
            if inner.args and dotted(inner.args[0]) == node.name:
                return True
        if isinstance(inner, ast.Assign) and isinstance(inner.targets[0], ast.Subscript):
            if dotted(inner.value) == node.name:
                return True
    return False
