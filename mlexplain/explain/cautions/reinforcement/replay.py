"""Buffers of a fixed size."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    """`xs.append(x)` and `if len(xs) > most: xs.pop()`, which drops what has just come."""
    for node in snippet.nodes:
        if not isinstance(node, ast.If | ast.While) or not isinstance(node.test, ast.Compare):
            continue
        if not isinstance(node.test.ops[0], ast.Gt | ast.GtE):
            continue
        for step in node.body:
            call = step.value if isinstance(step, ast.Expr) else None
            of = receiver(call) if call is not None else None
            if not isinstance(call, ast.Call) or method(call) != "pop" or of is None or call.args:
                continue
            name = dotted(of)
            asked = any(
                isinstance(n, ast.Call)
                and dotted(n.func) == "len"
                and n.args
                and dotted(n.args[0]) == name
                for n in walk(node.test.left)
            )
            if asked and name and _appended_before(node, name, snippet):
                yield Seen("newest-dropped", step.lineno, {"name": f"`{name}`"})


def _appended_before(node: ast.stmt, name: str, snippet: Snippet) -> bool:
    block = snippet.flow.block(node)
    body = getattr(block[0], block[1]) if block is not None else []
    if not isinstance(body, list):
        return False
    for step in body[: body.index(node)]:
        call = step.value if isinstance(step, ast.Expr) else step
        if method(call) == "append" and dotted(receiver(call) or call) == name:
            return True
    return False
