"""Names that one function uses for a list or a text, and another for something of its own.

Kinds are known by name for the whole snippet: mostly one name holds one kind of thing everywhere. Where
a function sets the name itself, only to what nothing is known of, the kind that another function gives
it proves nothing there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.facts.scope import Scope
from mlexplain.explain.read.walk import walk

_BUILT_IN = frozenset(["list", "dict", "set", "tuple", "str", "int", "number", "bool", "bytes"])
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def apart(tree: ast.AST, scope: Scope) -> set[int]:
    """The identities of the nodes of such names, in the functions where nothing is known of them."""
    functions = [n for n in walk(tree) if isinstance(n, _Function)]
    if len(functions) < 2:
        return set()
    found: set[int] = set()
    for function in functions:
        names = list(_set_in(function, scope))
        unknown = {n for n, known in names if not known} - {n for n, known in names if known}
        if unknown:
            found |= {id(n) for n in walk(function) if getattr(n, "id", "") in unknown}
    return found


def _set_in(function: _Function, scope: Scope) -> Iterator[tuple[str, bool]]:
    """Names with a built-in kind that a function sets, and whether what it sets them to is known."""
    given = {a.arg for a in [*function.args.args, *function.args.kwonlyargs]}
    for node in walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name) and scope.kinds.get(target.id) in _BUILT_IN:
                    calls = isinstance(node.value, ast.Call) and _opaque(node.value, scope)
                    yield target.id, not calls or target.id in given
        elif isinstance(node, ast.For | ast.comprehension | ast.AugAssign | ast.withitem):
            bound = node.optional_vars if isinstance(node, ast.withitem) else node.target
            for part in walk(bound) if bound is not None else ():
                if isinstance(part, ast.Name):
                    yield part.id, True


def _opaque(call: ast.Call, scope: Scope) -> bool:
    """Whether nothing is known of what a call gives."""
    return scope.kind(call) is None
