"""Functions that call themselves: results that are lost, and calls that never end."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_CHANGES = ("append", "add", "extend", "insert", "pop", "update", "remove", "write")


def look(snippet: Snippet) -> Iterator[Seen]:
    for function in snippet.functions:
        calls = [c for c in snippet.calls if _calls_itself(c, function, snippet)]
        if calls:
            yield from _lost(function, calls, snippet)
            yield from _list_lost(function, calls, snippet)
            yield from _same_arguments(function, calls, snippet)


def _calls_itself(
    call: ast.Call, function: ast.FunctionDef | ast.AsyncFunctionDef, snippet: Snippet
) -> bool:
    if snippet.flow.function(call) is not function:
        return False
    if isinstance(snippet.flow.parent(function), ast.ClassDef):
        own = function.args.args[0].arg if function.args.args else ""
        of = receiver(call)
        return method(call) == function.name and of is not None and dotted(of) == own
    return isinstance(call.func, ast.Name) and call.func.id == function.name


def _lost(
    function: ast.FunctionDef | ast.AsyncFunctionDef, calls: list[ast.Call], snippet: Snippet
) -> Iterator[Seen]:
    """`find(node.left, key)` as the last thing done, where other branches return a value."""
    returned = snippet.flow.returns(function)
    given = [r for r in returned if not (isinstance(r, ast.Constant) and r.value in (None, True))]
    changes = any(
        method(n) in _CHANGES or (isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Store))
        for n in walk(function)
    )
    if not given or changes or any(isinstance(n, ast.Yield) for n in walk(function)):
        return
    for call in calls:
        statement = snippet.flow.parent(call)
        if isinstance(statement, ast.Expr) and _is_last(statement, function, snippet):
            values = {"call": f"`{ast.unparse(call)}`", "function": f"`{function.name}`"}
            yield Seen("own-result-lost", call.lineno, values)


def _list_lost(
    function: ast.FunctionDef | ast.AsyncFunctionDef, calls: list[ast.Call], snippet: Snippet
) -> Iterator[Seen]:
    """`flatten(item)` alone on its line, in a function that gives back a list of its own."""
    returned = snippet.flow.returns(function)
    own = dotted(returned[-1]) if len({dotted(r) for r in returned}) == 1 else None
    begun = snippet.flow.value(returned[-1]) if own is not None else None
    empty = isinstance(begun, ast.List | ast.Dict) and not ast.unparse(begun).strip("[]{}")
    given = {a.arg for a in [*function.args.args, *function.args.kwonlyargs]}
    if not empty or own is None or own in given:
        return
    inside = list(walk(function))
    if any(isinstance(n, ast.Global | ast.Nonlocal | ast.Yield | ast.Await) for n in inside):
        return
    for node in inside:
        of = receiver(node)
        shared = of is not None and method(node) in _CHANGES and dotted(of) != own
        stored = isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store)
        if shared or (stored and dotted(node.value) != own):  # type: ignore[attr-defined]
            return
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            called = dotted(node.value.func) or ""
            if called != function.name and not called.startswith(f"{own}."):
                return  # it does something beside its list
    for call in calls:
        statement = snippet.flow.parent(call)
        if isinstance(statement, ast.Expr) and not any(dotted(a) == own for a in call.args):
            values = {"call": f"`{ast.unparse(call)}`", "name": f"`{own}`"}
            yield Seen("own-list-lost", call.lineno, values)
            return


def _is_last(
    node: ast.AST, function: ast.FunctionDef | ast.AsyncFunctionDef, snippet: Snippet
) -> bool:
    """Whether nothing follows a statement: the function then ends with None."""
    while node is not function:
        block = snippet.flow.block(node) if isinstance(node, ast.stmt) else None
        body = getattr(block[0], block[1], []) if block else []
        if not isinstance(body, list) or not body or body[-1] is not node:
            return False
        node = block[0]  # type: ignore[index]
        if not isinstance(node, ast.If) and node is not function:
            return False
    return True


def _same_arguments(
    function: ast.FunctionDef | ast.AsyncFunctionDef, calls: list[ast.Call], snippet: Snippet
) -> Iterator[Seen]:
    """A call with the very arguments that the function got, which nothing has changed."""
    names = [a.arg for a in function.args.args]
    if names[:1] == ["self"] or function.args.vararg or function.args.kwarg or not names:
        return
    stored = {
        dotted(n)
        for n in walk(function)
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    changed = any(
        method(n) not in ("", "get", "join", "format") or isinstance(n, ast.Delete)
        for n in walk(function)
    )
    for call in calls:
        alike = [dotted(a) for a in call.args] == names and not call.keywords
        if alike and not stored & set(names) and not changed and not _by_chance(function):
            yield Seen("calls-itself-unchanged", call.lineno, {"call": f"`{ast.unparse(call)}`"})
            return


def _by_chance(function: ast.AST) -> bool:
    """Whether the next call may go otherwise: it asks, draws or reads anew, or catches errors."""
    return any(
        isinstance(n, ast.Try | ast.Global | ast.Nonlocal | ast.Await)
        or (isinstance(n, ast.Call) and dotted(n.func) != getattr(function, "name", ""))
        for n in walk(function)
    )
