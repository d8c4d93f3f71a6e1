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


def filled_up(node: ast.AST) -> ast.expr | None:
    """What `[y + [0] * (m - len(y)) for y in ys]` fills its lists up with."""
    added = node.elt if isinstance(node, ast.ListComp) else None
    if not isinstance(added, ast.BinOp) or not isinstance(added.op, ast.Add):
        return None
    more = added.right
    if not isinstance(more, ast.BinOp) or not isinstance(more.op, ast.Mult):
        return None
    for listed, count in ((more.left, more.right), (more.right, more.left)):
        if isinstance(listed, ast.List) and len(listed.elts) == 1:
            return listed.elts[0] if isinstance(count, ast.BinOp) else None
    return None
