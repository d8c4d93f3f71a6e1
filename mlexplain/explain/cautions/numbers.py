"""Numbers: rounded down, of no whole, or taken from memory that nothing was written to."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.snippet import Seen, Snippet
from mlexplain.explain.facts.scope import dotted


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Assign):
            yield from _unfilled(node, snippet)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv):
            yield from _share(node, snippet)
        elif isinstance(node, ast.Call):
            yield from _fraction(node, snippet)


def _unfilled(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`np.empty(n)` that is added to before anything was written to it."""
    name = dotted(node.targets[0])
    if name is None or snippet.called(node.value) not in ("numpy.empty", "torch.empty"):
        return
    around = snippet.flow.function(node) or snippet.tree
    later = [
        n
        for n in ast.walk(around)
        if dotted(n) == name and n is not node.targets[0] and n.lineno > node.lineno  # type: ignore[attr-defined]
    ]
    later.sort(key=lambda n: (n.lineno, n.col_offset))  # type: ignore[attr-defined]
    if not later:
        return
    statement = snippet.flow.statement(later[0])
    if isinstance(statement, ast.AugAssign):
        target = statement.target
        base = target.value if isinstance(target, ast.Subscript) else target
        if dotted(base) == name:
            yield Seen("empty-unfilled", statement.lineno, {"name": f"`{name}`"})


def _share(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`hits // len(xs)`, where hits counts some of the entries."""
    bounds = snippet.flow.bindings(dotted(node.left) or "", node)
    change = bounds[-1].statement if bounds and bounds[-1].how == "changed" else None
    if not isinstance(change, ast.AugAssign) or not isinstance(change.op, ast.Add):
        return
    loops = snippet.flow.loops(change)
    if not loops or snippet.flow.inside(node, loops[0]):
        return
    by_one = isinstance(change.value, ast.Constant) and change.value.value == 1
    guarded = isinstance(snippet.flow.parent(change), ast.If)
    compared = any(isinstance(n, ast.Compare) for n in ast.walk(change.value))
    below = snippet.flow.value(node.right)
    counts = isinstance(below, ast.Call) and dotted(below.func) == "len"
    counter = snippet.flow.binding(node.right)
    counts = counts or (counter is not None and counter.how == "changed")
    if ((by_one and guarded) or compared) and counts:
        yield Seen("share-floored", node.lineno, {"code": f"`{ast.unparse(node)}`"})


def _fraction(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`range(n / 2)`: the quotient is no whole number, whatever its value."""
    if dotted(node.func) != "range" or snippet.flow.binding(node.func) is not None:
        return
    for arg in node.args:
        value = snippet.flow.value(arg)
        if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div):
            yield Seen("range-of-fraction", node.lineno, {"code": f"`{ast.unparse(value)}`"})
            return
