"""Tables of positions that are cut to the number of examples, not of steps."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.sizes import sizes
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import number
from mlexplain.explain.facts.scope import dotted

_BATCH = frozenset(["b", "bs", "bsz", "batch", "batch_size"])


def look(snippet: Snippet) -> Iterator[Seen]:
    """`x + self.pe[:, :x.size(0)]` of a table `(1, steps, width)`."""
    for node in snippet.nodes:
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Add):
            continue
        for table, of in ((node.right, node.left), (node.left, node.right)):
            cut = snippet.flow.value(table)
            if isinstance(cut, ast.Subscript) and dotted(of):
                yield from _cut(cut, of, snippet)


def _cut(node: ast.Subscript, of: ast.expr, snippet: Snippet) -> Iterator[Seen]:
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    first = parts[0]
    whole = isinstance(first, ast.Slice) and not (first.lower or first.upper)
    at = 1 if whole and len(parts) > 1 else 0
    along = parts[at]
    if not isinstance(along, ast.Slice) or along.lower or along.upper is None:
        return
    if not _counts_examples(along.upper, of, snippet):
        return
    table, known = sizes(node.value, snippet), sizes(of, snippet)
    batch_first = known is not None and len(known) == 3 and known[0].lower() in _BATCH
    of_rows = table is not None and len(table) == 3 and table[0] == "1" and at == 1
    of_steps = table is not None and len(table) == 2 and at == 0 and batch_first
    if of_rows or of_steps:
        yield Seen("positions-of-batch", along.upper.lineno, {"of": f"`{ast.unparse(of)}`"})


def _counts_examples(node: ast.expr, of: ast.expr, snippet: Snippet) -> bool:
    """`x.size(0)` and `x.shape[0]` of this very `x`."""
    node = snippet.flow.value(node)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        given = number(node.args[0]) if node.args else None
        return node.func.attr == "size" and given == 0 and dotted(node.func.value) == dotted(of)
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute):
        shape = node.value.attr == "shape" and number(node.slice) == 0
        return shape and dotted(node.value.value) == dotted(of)
    return False
