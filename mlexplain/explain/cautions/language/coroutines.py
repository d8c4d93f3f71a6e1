"""Coroutines: never awaited, or held up by a call that blocks."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_BLOCKS = {
    "time.sleep": "`await asyncio.sleep(…)`",
    "requests.get": "an asynchronous client, or `await asyncio.to_thread(…)`",
    "requests.post": "an asynchronous client, or `await asyncio.to_thread(…)`",
    "urllib.request.urlopen": "an asynchronous client, or `await asyncio.to_thread(…)`",
    "subprocess.run": "`asyncio.create_subprocess_exec`",
}
_LIBRARY = ("asyncio.sleep", "asyncio.gather", "asyncio.wait", "asyncio.wait_for")


def look(snippet: Snippet) -> Iterator[Seen]:
    if not any(isinstance(n, ast.AsyncFunctionDef) for n in snippet.nodes):
        return
    for call in snippet.calls:
        function = _function(call, snippet)
        if isinstance(snippet.flow.function(call), ast.AsyncFunctionDef):
            better = _BLOCKS.get(snippet.called(call))
            if better and _runs_here(call, snippet):
                values = {"call": f"`{ast.unparse(call.func)}`", "better": better}
                yield Seen("loop-blocked", call.lineno, values)
            if snippet.called(call) in _LIBRARY and _dropped(call, snippet):
                yield Seen("not-awaited", call.lineno, {"call": f"`{ast.unparse(call.func)}`"})
        if isinstance(function, ast.AsyncFunctionDef) and not _is_generator(function):
            if _dropped(call, snippet) or _used_as_value(call, snippet):
                yield Seen("not-awaited", call.lineno, {"call": f"`{ast.unparse(call.func)}`"})


def _function(call: ast.Call, snippet: Snippet) -> ast.AST | None:
    if isinstance(call.func, ast.Name):
        return snippet.flow.functions.get(call.func.id)
    own = receiver(call)
    owner = snippet.flow.class_of(call)
    if own is None or dotted(own) != "self" or owner is None:
        return None
    found = [
        n
        for n in owner.body
        if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef) and n.name == method(call)
    ]
    return found[0] if len(found) == 1 and not found[0].decorator_list else None


def _is_generator(function: ast.AsyncFunctionDef) -> bool:
    if function.decorator_list:
        return True
    return any(isinstance(n, ast.Yield | ast.YieldFrom) for n in walk(function))


def _dropped(call: ast.Call, snippet: Snippet) -> bool:
    return isinstance(snippet.flow.parent(call), ast.Expr)


def _used_as_value(call: ast.Call, snippet: Snippet) -> bool:
    """The result's parts are read, or its name's, without an `await` anywhere on the way."""
    up = snippet.flow.parent(call)
    if isinstance(up, ast.Subscript | ast.BinOp | ast.Compare | ast.For | ast.FormattedValue):
        return getattr(up, "value", call) is call or getattr(up, "iter", call) is call
    if isinstance(up, ast.Attribute):
        return up.attr not in ("send", "close", "throw", "__await__")
    if isinstance(up, ast.Call) and call in up.args:
        return dotted(up.func) in ("print", "len", "str", "int", "float", "json.loads", "sum")
    if not isinstance(up, ast.Assign) or dotted(up.targets[0]) is None:
        return False
    name = dotted(up.targets[0])
    uses = [
        n
        for n in snippet.nodes
        if isinstance(n, ast.Name | ast.Attribute)
        and dotted(n) == name
        and isinstance(n.ctx, ast.Load)
        and (bound := snippet.flow.binding(n)) is not None
        and bound.statement is up
    ]
    return bool(uses) and all(_read(u, snippet) for u in uses)


def _read(use: ast.expr, snippet: Snippet) -> bool:
    up = snippet.flow.parent(use)
    if isinstance(up, ast.Subscript | ast.FormattedValue):
        return up.value is use
    if isinstance(up, ast.BinOp | ast.Compare | ast.For | ast.If):
        return True
    if isinstance(up, ast.Attribute):
        return up.attr not in ("send", "close", "throw", "__await__")
    return isinstance(up, ast.Call) and dotted(up.func) in ("print", "len", "str", "int", "float")


def _runs_here(call: ast.Call, snippet: Snippet) -> bool:
    return not any(isinstance(n, ast.Lambda) for n in snippet.flow.above(call))
