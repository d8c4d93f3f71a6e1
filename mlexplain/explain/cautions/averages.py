"""Averages over batches: what is added up, and what it is divided by."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.dimensions import in_batches
from mlexplain.explain.cautions.snippet import Seen, Snippet
from mlexplain.explain.cautions.syntax import method, receiver, same
from mlexplain.explain.scope import dotted

_MADE_NUMBERS = ("item", "detach", "float", "cpu", "double", "tolist", "numpy")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.BinOp | ast.Call):
            yield from _of_lists(node, snippet)
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Div):
            continue
        total = _factor(node.left)
        bound = snippet.flow.binding(total)
        if (
            bound is None
            or bound.how != "changed"
            or not isinstance(bound.statement, ast.AugAssign)
        ):
            continue
        loops = snippet.flow.loops(bound.statement)
        if not loops or not isinstance(bound.statement.op, ast.Add):
            continue
        loop = loops[0]
        adds = _adds(bound.statement.value, snippet)
        parts = _counts(node.right, loop, snippet)
        if adds is None or parts is None or snippet.flow.inside(node, loop):
            continue
        name = {"total": f"`{dotted(total)}`", "divisor": f"`{ast.unparse(node.right)}`"}
        if adds == "means" and parts == "examples":
            yield Seen("means-over-examples", node.lineno, name)
        elif adds == "sums" and parts == "batches":
            yield Seen("sums-over-batches", node.lineno, name)
        elif adds == "means" and not any(method(n) == "backward" for n in ast.walk(loop)):
            yield Seen("last-batch-average", node.lineno, name)


def _of_lists(node: ast.expr, snippet: Snippet) -> Iterator[Seen]:
    """`accs.append((guess == y).float().mean().item())`, and then the mean of the list."""
    listed: ast.expr | None = None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        above, below = node.left, node.right
        summed = isinstance(above, ast.Call) and dotted(above.func) == "sum" and bool(above.args)
        counted = isinstance(below, ast.Call) and dotted(below.func) == "len" and bool(below.args)
        if summed and counted and same(above.args[0], below.args[0]):  # type: ignore[attr-defined]
            listed = above.args[0]  # type: ignore[attr-defined]
    elif isinstance(node, ast.Call) and len(node.args) == 1:
        if snippet.called(node) in ("numpy.mean", "statistics.mean", "statistics.fmean"):
            listed = node.args[0]
    name = dotted(listed) if listed is not None else None
    if name is None:
        return
    for call in snippet.calls:
        if method(call) != "append" or dotted(receiver(call) or call) != name or not call.args:
            continue
        loops = snippet.flow.loops(call)
        if not loops or snippet.flow.inside(node, loops[0]):
            continue
        if any(method(n) == "backward" for n in ast.walk(loops[0])):
            continue
        if _adds(call.args[0], snippet) == "means" and in_batches(loops[0], snippet):
            yield Seen("last-batch-average", node.lineno, {"total": f"`{name}`"})
            return


def _factor(node: ast.expr) -> ast.expr:
    """`total` of `100 * total` and `100.0 * total`."""
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        node = node.right if isinstance(node.left, ast.Constant) else node.left
    return node


def _adds(value: ast.expr, snippet: Snippet) -> str | None:
    """Whether the mean or the sum of a batch is added."""
    value = snippet.flow.value(value)
    while method(value) in _MADE_NUMBERS or _is_float(value):
        inner = value.args[0] if _is_float(value) else value.func.value  # type: ignore[attr-defined]
        value = snippet.flow.value(inner)
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult):
        if any(_is_size(s) for s in (value.left, value.right)):
            return "sums"
        return None
    done = snippet.operation(value)
    if done is not None and done.name in ("mean", "sum") and not done.rest:
        compared = any(isinstance(n, ast.Compare) for n in snippet.flow.reached(done.of))
        if compared and not done.call.keywords:
            return f"{done.name}s"
    if isinstance(value, ast.Call) and snippet.is_loss(value):
        made = snippet.flow.value(value.func)
        call = made if isinstance(made, ast.Call) else value
        told = [k for k in call.keywords if k.arg in ("reduction", "size_average", "reduce", None)]
        if not told:
            return "means"
        if told[0].arg == "reduction" and isinstance(told[0].value, ast.Constant):
            return {"sum": "sums", "mean": "means"}.get(str(told[0].value.value))
    return None


def _is_float(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and dotted(node.func) in ("float", "int") and bool(node.args)


def _is_size(node: ast.expr) -> bool:
    """`x.size(0)`, `x.shape[0]` and `len(x)`."""
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, ast.Attribute) and node.value.attr == "shape"
    return method(node) == "size" or (
        isinstance(node, ast.Call) and dotted(node.func) == "len" and bool(node.args)
    )


def _counts(node: ast.expr, loop: ast.AST, snippet: Snippet) -> str | None:
    """Whether a divisor is the number of batches of a loop, or that of examples."""
    if not isinstance(loop, ast.For | ast.AsyncFor):
        return None
    over = {dotted(n) for n in ast.walk(loop.iter) if dotted(n)}
    items = {dotted(n) for n in ast.walk(loop.target) if dotted(n)}
    bound = snippet.flow.binding(node)
    if bound is not None and bound.how == "changed" and snippet.flow.inside(bound.statement, loop):
        change = bound.statement
        if isinstance(change, ast.AugAssign) and isinstance(change.op, ast.Add):
            if isinstance(change.value, ast.Constant) and change.value.value == 1:
                return "batches" if snippet.flow.loops(change)[:1] == [loop] else None
            of_item = any(dotted(n) in items for n in ast.walk(change.value))
            return "examples" if _is_size(change.value) and of_item else None
        return None
    node = snippet.flow.value(node)
    if not (isinstance(node, ast.Call) and dotted(node.func) == "len" and node.args):
        return None
    counted = dotted(node.args[0])
    if counted in over:
        return "batches"
    return "examples" if counted and counted.removesuffix(".dataset") in over else None
