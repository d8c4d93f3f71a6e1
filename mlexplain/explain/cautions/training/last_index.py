"""The last index of a loop, taken for the number of its rounds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import number
from mlexplain.explain.facts.scope import dotted


def look(snippet: Snippet) -> Iterator[Seen]:
    """`total / i` after `for i, batch in enumerate(loader): total += …`."""
    for node in snippet.nodes:
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Div):
            continue
        index = snippet.flow.binding(node.right) if isinstance(node.right, ast.Name) else None
        loop = index.statement if index is not None and index.how == "item" else None
        if not isinstance(loop, ast.For) or snippet.flow.inside(node, loop):
            continue
        if not _counts_from_zero(loop, node.right):
            continue
        total = snippet.flow.binding(node.left) if dotted(node.left) else None
        if total is None or total.how != "changed":
            continue
        if snippet.flow.inside(total.statement, loop):
            values = {"index": f"`{ast.unparse(node.right)}`"}
            yield Seen("last-index-as-number", node.lineno, values)


def _counts_from_zero(loop: ast.For, index: ast.expr) -> bool:
    over = loop.iter
    name = dotted(over.func) if isinstance(over, ast.Call) else None
    if name == "range" and isinstance(over, ast.Call):
        return len(over.args) == 1 and dotted(loop.target) == dotted(index)
    if name != "enumerate" or not isinstance(over, ast.Call):
        return False
    start = over.args[1] if len(over.args) > 1 else None
    start = start or next((k.value for k in over.keywords), None)
    first = loop.target.elts[0] if isinstance(loop.target, ast.Tuple) else None
    zero = start is None or number(start) == 0
    return zero and first is not None and dotted(first) == dotted(index)
