"""A function that returns its result on one way, and on another makes it without returning it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from mlexplain.diagnose.facts.code.origin import Origin, own_nodes


def branch(found: Origin) -> dict[str, Any]:
    """The last line of the one branch that falls through with a result, and its `return`."""
    function = found.lacking
    if function is None or all(n is not function for n in ast.walk(found.program.tree)):
        return {}
    returned = {
        ast.unparse(n.value)
        for n in own_nodes(function)
        if isinstance(n, ast.Return) and n.value is not None
    }
    every = list(_ends(function.body))
    ends = [end for end in every if _set(end) in returned]
    if not ends and len(every) == 1 and _called(every[0]) in _heads(function):
        line = found.program.written(every[0])
        result = {"branch_of": function.name, "branch_line": line}
        return result | {"branch_returned": f"return {line}"}
    if len(ends) != 1:
        return {}
    line = found.program.written(ends[0])
    return {
        "branch_of": function.name,
        "branch_line": line,
        "branch_returned": f"{line}\nreturn {_set(ends[0])}",
    }


def _ends(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The last statements after which nothing is returned."""
    last = body[-1]
    if isinstance(last, ast.If):
        yield from _ends(last.body)
        if last.orelse:
            yield from _ends(last.orelse)
    elif isinstance(last, (ast.With, ast.Try)):
        yield from _ends(last.body)
    elif not isinstance(last, (ast.Return, ast.Raise)):
        yield last


def _heads(function: ast.FunctionDef) -> set[str | None]:
    """What the calls that a function returns are calls of."""
    given = [n.value for n in own_nodes(function) if isinstance(n, ast.Return)]
    return {_called(ast.Expr(value)) for value in given if value is not None} - {None}


def _called(statement: ast.stmt) -> str | None:
    """The `self.heads` of a line `self.heads["a"](x)` that keeps nothing."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        return ast.unparse(statement.value.func).partition("[")[0]
    return None


def _set(statement: ast.stmt) -> str | None:
    """What a statement makes: its target."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        return ast.unparse(statement.targets[0])
    return None
