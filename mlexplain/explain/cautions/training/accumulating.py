"""Totals that begin anew in each round, and loops that never reach their second one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.For):
            yield from _begun_anew(node, snippet)
            yield from _decided_at_once(node, snippet)


def _begun_anew(node: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """`total = 0` inside the loop that adds to it."""
    for place, step in enumerate(node.body):
        name = dotted(step.targets[0]) if isinstance(step, ast.Assign) else None
        if name is None or not isinstance(step, ast.Assign):
            continue
        rest = node.body[place + 1 :]
        if isinstance(step.value, ast.Constant) and type(step.value.value) in (int, float):
            adds = [s for s in rest if isinstance(s, ast.AugAssign) and dotted(s.target) == name]
            changes = [n for s in rest for n in walk(s) if _stores(n, name) and n not in adds]
            if len(adds) == 1 and len(changes) == 1 and step.value.value == 0:
                if isinstance(adds[0].op, ast.Add) and not isinstance(adds[0].value, ast.Constant):
                    yield Seen("begun-anew", step.lineno, {"name": f"`{name}`"})
        elif isinstance(step.value, ast.List) and not step.value.elts:
            yield from _list_begun_anew(node, step, name, rest, snippet)


def _stores(node: ast.AST, name: str) -> bool:
    stored = isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store)
    return stored and dotted(node) == name


def _list_begun_anew(
    node: ast.For, step: ast.Assign, name: str, rest: list[ast.stmt], snippet: Snippet
) -> Iterator[Seen]:
    """`out = []` in the loop, one `append` in it, and the list is given back after the loop."""
    uses = [
        n
        for n in snippet.nodes
        if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)
        if snippet.flow.function(n) is snippet.flow.function(node)
    ]
    within = [u for u in uses if snippet.flow.inside(u, node)]
    after = [u for u in uses if u.lineno > (node.end_lineno or node.lineno)]
    appends = [
        s
        for s in rest
        if isinstance(s, ast.Expr)
        and method(s.value) == "append"
        and dotted(receiver(s.value) or s.value) == name
    ]
    if len(within) == 1 and len(appends) == 1 and after:
        yield Seen("begun-anew", step.lineno, {"name": f"`{name}`"})


def _decided_at_once(node: ast.For, snippet: Snippet) -> Iterator[Seen]:
    """`for x in xs: if ok(x): return True, else: return False`: the rest is never looked at."""
    last = node.body[-1]
    if any(isinstance(n, ast.Continue | ast.Yield) for n in walk(node)) or node.orelse:
        return
    if isinstance(last, ast.Try) and last.handlers and not last.finalbody:
        tried = [*(last.orelse or last.body)[-1:], *(h.body[-1] for h in last.handlers)]
        given = last.handlers[-1].body[-1]
        if all(isinstance(s, ast.Return) for s in tried):
            yield Seen("decided-at-once", given.lineno)
        return
    if isinstance(last, ast.If) and last.orelse and len(node.body) == 1:
        ends = _returned(last)
    elif len(node.body) == 2 and isinstance(last, ast.Return) and isinstance(node.body[0], ast.If):
        test = node.body[0]
        first = test.body[-1]
        ends = [first, last] if isinstance(first, ast.Return) and not test.orelse else []
    else:
        return
    told = [e.value.value for e in ends if isinstance(e.value, ast.Constant)]
    if len(ends) == len(told) >= 2 and len({repr(t) for t in told}) > 1 and True in told:
        yield Seen("decided-at-once", ends[-1].lineno)
    elif len(ends) >= 2 and isinstance(ends[-1].value, ast.Constant | ast.UnaryOp | None):
        nothing = ends[-1].value
        number = isinstance(nothing, ast.UnaryOp) or (
            isinstance(nothing, ast.Constant) and nothing.value in (None, False)
        )
        if number:
            yield Seen("decided-at-once", ends[-1].lineno)


def _returned(node: ast.If) -> list[ast.Return]:
    """The returns that end both branches; none where a branch goes on."""
    found: list[ast.Return] = []
    for branch in (node.body, node.orelse):
        end = branch[-1]
        if isinstance(end, ast.Return):
            found.append(end)
        elif isinstance(end, ast.If) and end.orelse:
            inner = _returned(end)
            if not inner:
                return []
            found += inner
        else:
            return []
    return found
