"""Lists that are filled in a loop."""

from __future__ import annotations

import ast

from mlexplain.explain.cautions.reading.snippet import Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.facts.scope import dotted


def gathered(node: ast.expr, snippet: Snippet) -> ast.expr | None:
    """What is appended to a list that begins empty, where that is done in one place."""
    name = dotted(node)
    begun = snippet.flow.value(node) if name is not None else None
    empty = isinstance(begun, ast.List) and not begun.elts
    if not empty and not (isinstance(begun, ast.Call) and ast.unparse(begun) == "list()"):
        return None
    function = snippet.flow.function(node)
    added = [
        c
        for c in snippet.calls
        if method(c) in ("append", "extend", "insert") and dotted(receiver(c) or c) == name
        if snippet.flow.function(c) is function
    ]
    only = added[0] if len(added) == 1 and method(added[0]) == "append" else None
    return only.args[0] if only is not None and len(only.args) == 1 else None
