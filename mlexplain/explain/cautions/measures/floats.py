"""Floating point: equality that rounding spoils, roots and logarithms at zero."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Operation, Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, same, words
from mlexplain.explain.cautions.reading.terms import stripped
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_COUNTS = ("numpy.bincount", "torch.bincount", "numpy.histogram", "torch.histc")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Compare):
            yield from _equal(node, snippet)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv):
            yield from _mean_floored(node, snippet)
        elif isinstance(node, ast.Call):
            done = snippet.operation(node)
            if done is not None and done.name == "sqrt":
                yield from _root_at_zero(done, snippet)
            elif done is not None and done.name in ("log", "log2"):
                yield from _log_of_zero(done, snippet)


def _fraction(node: ast.expr) -> bool:
    """A number that floating point cannot hold exactly, as 0.1."""
    if not isinstance(node, ast.Constant) or type(node.value) is not float:
        return False
    return node.value != node.value or not (node.value * 1024).is_integer()


def _equal(node: ast.Compare, snippet: Snippet) -> Iterator[Seen]:
    """`while t != 1.0` with `t += 0.1`, and `a + b == 0.3`."""
    if len(node.ops) != 1 or not isinstance(node.ops[0], ast.Eq | ast.NotEq):
        return
    if isinstance(snippet.flow.statement(node), ast.Assert):
        return
    for side, other in (
        (node.left, node.comparators[0]),
        (node.comparators[0], node.left),
    ):
        steps = [
            b.statement
            for b in snippet.flow.bindings(dotted(side) or "", node)
            if isinstance(b.statement, ast.AugAssign)
            and isinstance(b.statement.op, ast.Add | ast.Sub)
            and snippet.flow.loops(b.statement)
        ]
        if any(_fraction(snippet.flow.value(s.value)) for s in steps) and not isinstance(
            other, ast.Name
        ):
            yield Seen("float-equality", node.lineno, {"code": f"`{ast.unparse(node)}`"})
            return
        value = snippet.flow.value(side)
        sums = isinstance(value, ast.BinOp) and isinstance(
            value.op, ast.Add | ast.Sub | ast.Mult | ast.Div
        )
        fractions = any(_fraction(n) for n in walk(value) if isinstance(n, ast.Constant))
        whole = isinstance(other, ast.Constant) and type(other.value) is float
        if sums and (_fraction(other) or (fractions and whole)):
            yield Seen("float-equality", node.lineno, {"code": f"`{ast.unparse(node)}`"})
            return


def _mean_floored(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`total // len(xs)` of a sum, in what is called a mean or an average."""
    below = snippet.flow.value(node.right)
    if not (isinstance(below, ast.Call) and dotted(below.func) == "len" and below.args):
        return
    above = snippet.flow.value(node.left)
    summed = isinstance(above, ast.Call) and dotted(above.func) == "sum"
    bounds = snippet.flow.bindings(dotted(node.left) or "", node)
    added = any(
        isinstance(b.statement, ast.AugAssign)
        and isinstance(b.statement.op, ast.Add)
        and snippet.flow.loops(b.statement)
        and not (isinstance(b.statement.value, ast.Constant))
        for b in bounds
    )
    function = snippet.flow.function(node)
    up = snippet.flow.parent(node)
    named = set(words(function.name)) if function is not None else set()
    if isinstance(up, ast.Assign):
        named |= set(words(dotted(up.targets[0])))
    means = named & {"mean", "avg", "average", "averaged", "mu", "ave"}
    indexed = isinstance(up, ast.Subscript)
    if (summed or added) and means and not indexed and "int" not in named:
        yield Seen("mean-floored", node.lineno, {"code": f"`{ast.unparse(node)}`"})


def _root_at_zero(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """The root of squared distances within one set: zero on the diagonal, where it has no slope."""
    total = snippet.operation(snippet.flow.value(done.of))
    if total is None or total.name != "sum":
        return
    squared = snippet.flow.value(total.of)
    base: ast.expr | None = None
    if isinstance(squared, ast.BinOp) and isinstance(squared.op, ast.Pow):
        base = squared.left
    elif (inner := snippet.operation(squared)) and inner.name in ("pow", "square"):
        base = inner.of
    elif isinstance(squared, ast.BinOp) and same(squared.left, squared.right):
        base = squared.left
    difference = snippet.flow.value(base) if base is not None else None
    if not isinstance(difference, ast.BinOp) or not isinstance(difference.op, ast.Sub):
        return
    sides = [stripped(s, snippet) for s in (difference.left, difference.right)]
    if difference.left is sides[0] or difference.right is sides[1]:
        return
    trains = "backward" in snippet.called_names
    if same(*sides) and trains and not snippet.sheltered(done.call):
        values = {"code": f"`{ast.unparse(done.call)}`"}
        yield Seen("root-at-zero", done.call.lineno, values)


def _log_of_zero(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """`p * log(p)` of shares that are counts, some of which may be zero."""
    name = dotted(done.of)
    up = snippet.flow.parent(done.call)
    if name is None or not isinstance(up, ast.BinOp) or not isinstance(up.op, ast.Mult):
        return
    if not any(dotted(s) == name for s in (up.left, up.right)):
        return
    value = snippet.flow.value(done.of)
    if not _may_be_zero(value, snippet):
        return
    source = ast.unparse(snippet.flow.function(done.call) or snippet.tree)
    if f"{name} > 0" in source or "errstate" in source or "nansum" in source:
        return
    yield Seen("log-of-zero", done.call.lineno, {"name": f"`{name}`"})


def _may_be_zero(value: ast.expr, snippet: Snippet) -> bool:
    """Counts of bins or of words, divided by their sum."""
    inner = snippet.operation(value)
    if inner is not None and inner.name in ("array", "tensor", "asarray"):
        value = snippet.flow.value(inner.of)
    if isinstance(value, ast.ListComp | ast.GeneratorExp):
        part = value.elt
        counted = part.left if isinstance(part, ast.BinOp) else part
        if isinstance(counted, ast.Subscript):
            made = snippet.flow.value(counted.value)
            over = value.generators[0].iter
            return snippet.called(made).endswith("Counter") and dotted(over) != dotted(
                counted.value
            )
        return method(counted) == "count"
    if not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.Div):
        return False
    counted = stripped(snippet.flow.value(value.left), snippet)
    bound = snippet.flow.binding(counted) if dotted(counted) else None
    if bound is not None and bound.how == "part" and bound.place == (0,) and bound.value:
        return snippet.called(bound.value) == "numpy.histogram"
    return snippet.called(counted) in _COUNTS
