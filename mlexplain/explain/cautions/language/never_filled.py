"""Collections that are asked and never filled, and entries that go out again at once."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, receiver
from mlexplain.explain.facts.scope import dotted


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield from _never_noted(node, snippet)
        elif isinstance(node, ast.Call) and method(node) == "popitem":
            yield from _newest_out(node, snippet)


def _is_empty(node: ast.expr) -> bool:
    if isinstance(node, ast.Call) and not node.args and not node.keywords:
        return dotted(node.func) in ("set", "list", "dict")
    return isinstance(node, ast.List | ast.Dict) and ast.unparse(node) in ("[]", "{}")


def _never_noted(name: ast.Name, snippet: Snippet) -> Iterator[Seen]:
    """`seen = set()`, `if x not in seen` in a loop, and nothing is ever put into `seen`."""
    function = snippet.flow.function(name)
    bound = snippet.flow.bindings(name.id, name)
    value = bound[0].value if len(bound) == 1 and bound[0].how == "set" else None
    if value is None or not _is_empty(value):
        return
    tests = []
    for use in snippet.names.get(name.id, []):
        if use is name:
            continue
        up = snippet.flow.parent(use)
        asked = isinstance(up, ast.Compare) and use in up.comparators
        asked = asked and isinstance(up.ops[0], ast.In | ast.NotIn)  # type: ignore[union-attr]
        if not asked or snippet.flow.function(use) is not function or not snippet.flow.loops(use):
            return  # it may be filled there
        tests.append(use)
    if tests and function is not None:
        yield Seen("never-noted", tests[0].lineno, {"name": f"`{name.id}`"})


def _newest_out(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`d[k] = v; if len(d) > n: d.popitem()`: it takes out what was just put in."""
    name = dotted(receiver(call) or call)
    if name is None or call.args or keyword(call, "last") is not None:
        return
    function = snippet.flow.function(call)
    put = [
        n
        for n in snippet.nodes
        if isinstance(n, ast.Subscript)
        and isinstance(n.ctx, ast.Store)
        and dotted(n.value) == name
        and snippet.flow.function(n) is function
        and n.lineno < call.lineno
    ]
    asks = any(
        isinstance(up, ast.If | ast.While)
        and any(
            isinstance(n, ast.Call)
            and dotted(n.func) == "len"
            and n.args
            and dotted(n.args[0]) == name
            for n in ast.walk(up.test)
        )
        for up in snippet.flow.above(call)
    )
    if put and asks:
        yield Seen("newest-popped", call.lineno, {"name": f"`{name}`"})
