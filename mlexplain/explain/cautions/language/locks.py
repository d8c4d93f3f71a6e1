"""Locks that are taken and not given back on every way out."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        name = dotted(receiver(call) or call)
        statement = snippet.flow.parent(call)
        if method(call) != "acquire" or name is None or not isinstance(statement, ast.Expr):
            continue
        block = snippet.flow.block(call)
        body = getattr(block[0], block[1], []) if block else []
        if isinstance(body, list) and statement in body:
            yield from _left(name, body[body.index(statement) + 1 :])


def _left(name: str, rest: list[ast.stmt]) -> Iterator[Seen]:
    """A branch that leaves between `acquire()` and `release()`."""
    for step in rest:
        if isinstance(step, ast.Try):
            return
        if any(method(n) == "release" for n in walk(step)):
            if not isinstance(step, ast.Expr):
                return
            return
        for inner in walk(step):
            if isinstance(inner, ast.Return | ast.Raise):
                given_back = any(
                    isinstance(n, ast.Expr) and method(n.value) == "release" for n in walk(step)
                )
                later = any(method(n) == "release" for s in rest for n in walk(s))
                if later and not given_back:
                    yield Seen("lock-kept", inner.lineno, {"name": f"`{name}`"})
                return
