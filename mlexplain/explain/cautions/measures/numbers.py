"""Numbers: rounded down, of no whole, or taken from memory that nothing was written to."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import words
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Assign):
            yield from _unfilled(node, snippet)
            yield from _cut_off(node, snippet)
        elif isinstance(node, ast.AugAssign):
            yield from _cut_off(node, snippet)
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
        for n in walk(around)
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


def _cut_off(node: ast.Assign | ast.AugAssign, snippet: Snippet) -> Iterator[Seen]:
    """An array of whole numbers is given fractions: `w += 0.1 * x`, `a[i] = s / n`."""
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    entry = isinstance(target, ast.Subscript)
    name = target.value if isinstance(target, ast.Subscript) else target
    if isinstance(node, ast.Assign) and not entry:
        return
    bounds = [b for b in snippet.flow.bindings(dotted(name) or "", node) if b.how == "set"]
    made = bounds[0].value if len(bounds) == 1 else None
    if made is None or not _of_whole_numbers(made, snippet) or not _fractional(node, snippet):
        return
    values = {"name": f"`{dotted(name)}`"}
    yield Seen("fractions-cut-off", node.lineno, values)


def _of_whole_numbers(made: ast.expr, snippet: Snippet) -> bool:
    """`np.zeros(n, dtype=int)` and `np.array([1, 2, 3])`."""
    name = snippet.called(made)
    if not isinstance(made, ast.Call) or not name.startswith(("numpy.", "torch.")):
        return False
    last = name.split(".")[-1]
    kind = next((k.value for k in made.keywords if k.arg == "dtype"), None)
    if kind is None and len(made.args) == 2 and last in ("zeros", "ones", "empty", "array"):
        kind = made.args[1] if name.startswith("numpy.") else None
    if kind is not None:
        told = (dotted(kind) or "").split(".")[-1]
        return told in ("int", "int32", "int64", "long", "uint8", "int16", "int8")
    numbers = [n for n in walk(made.args[0]) if isinstance(n, ast.Constant)] if made.args else []
    listed = bool(made.args) and isinstance(made.args[0], ast.List)
    plain = (
        all(
            isinstance(n, ast.List | ast.Constant | ast.UnaryOp | ast.USub | ast.Load)
            for n in walk(made.args[0])
        )
        if listed
        else False
    )
    return last in ("array", "tensor") and plain and all(type(n.value) is int for n in numbers)


def _fractional(node: ast.Assign | ast.AugAssign, snippet: Snippet) -> bool:
    """Whether a value certainly has a fraction in it: divided, or times a fraction."""
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Div):
        return True
    value = node.value
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div):
        return True
    if isinstance(value, ast.Constant):
        return type(value.value) is float and not value.value.is_integer()
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult):
        return any(
            isinstance(s, ast.Constant) and type(s.value) is float and not s.value.is_integer()
            for n in walk(value)
            if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Mult)
            for s in (snippet.flow.value(n.left), snippet.flow.value(n.right))
        )
    return False


_FRACTIONS = frozenset(["lr", "rate", "eps", "epsilon", "beta", "alpha", "prob", "dropout"])


def _share(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`hits // len(xs)`, where hits counts some of the entries."""
    told = {w for n in walk(node.left) for w in words(dotted(n))}
    if told & _FRACTIONS and dotted(node.right) and isinstance(node.left, ast.BinOp):
        if isinstance(node.left.op, ast.Mult) and not told & {"size", "num", "len", "n"}:
            yield Seen("share-floored", node.lineno, {"code": f"`{ast.unparse(node)}`"})
            return
    counted = snippet.operation(snippet.flow.value(node.left))
    below = snippet.flow.value(node.right)
    if counted is not None and counted.name == "sum" and not counted.rest:
        whole = isinstance(below, ast.Call) and dotted(below.func) == "len"
        if whole and isinstance(snippet.flow.value(counted.of), ast.Compare):
            yield Seen("share-floored", node.lineno, {"code": f"`{ast.unparse(node)}`"})
        return
    bounds = snippet.flow.bindings(dotted(node.left) or "", node)
    change = bounds[-1].statement if bounds and bounds[-1].how == "changed" else None
    if not isinstance(change, ast.AugAssign) or not isinstance(change.op, ast.Add):
        return
    loops = snippet.flow.loops(change)
    if not loops or snippet.flow.inside(node, loops[0]):
        return
    by_one = isinstance(change.value, ast.Constant) and change.value.value == 1
    guarded = isinstance(snippet.flow.parent(change), ast.If)
    compared = any(isinstance(n, ast.Compare) for n in walk(change.value))
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
