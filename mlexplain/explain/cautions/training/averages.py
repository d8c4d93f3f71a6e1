"""Averages over batches: what is added up, and what it is divided by."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.batches import in_batches
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, number, receiver, same, words
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_MADE_NUMBERS = ("item", "detach", "float", "cpu", "double", "tolist", "numpy")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.BinOp | ast.Call):
            yield from _of_lists(node, snippet)
        yield from _all_full(node, snippet)
        division = _division(node, snippet)
        if division is None:
            continue
        total, divisor, change = division
        loops = snippet.flow.loops(change)
        if not loops or not isinstance(change.op, ast.Add):
            continue
        loop, line = loops[0], node.lineno  # type: ignore[attr-defined]
        yield from _other_part(divisor, loop, line, snippet)
        adds = _adds(change.value, snippet)
        parts = _counts(divisor, loop, snippet)
        if adds is None or parts is None or snippet.flow.inside(node, loop):
            continue
        name = {"total": f"`{dotted(total)}`", "divisor": f"`{ast.unparse(divisor)}`"}
        if adds == "means" and parts == "examples":
            yield Seen("means-over-examples", line, name)
        elif adds == "sums" and parts == "batches":
            yield Seen("sums-over-batches", line, name)
        elif (
            adds == "means"
            and isinstance(node, ast.BinOp)
            and not any(method(n) == "backward" for n in walk(loop))
        ):
            yield Seen("last-batch-average", line, name)


def _division(node: ast.AST, snippet: Snippet) -> tuple[ast.expr, ast.expr, ast.AugAssign] | None:
    """`total / n` and `total /= n`: both, and where the total was last added to."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        total, divisor = _factor(node.left), node.right
        bound = snippet.flow.binding(total)
    elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Div):
        total, divisor = node.target, node.value
        earlier = [
            b
            for b in snippet.flow.bindings(dotted(total) or "", node)
            if b.at < (node.lineno, node.col_offset)
        ]
        bound = earlier[-1] if earlier else None
    else:
        return None
    change = bound.statement if bound is not None and bound.how == "changed" else None
    return (total, divisor, change) if isinstance(change, ast.AugAssign) else None


_PARTS = ({"train", "training", "tr"}, {"val", "valid", "validation", "dev"}, {"test", "testing"})


def _part(name: str | None) -> int | None:
    """Which part of the data a name speaks of."""
    told = set(words(name))
    found = [i for i, part in enumerate(_PARTS) if told & part]
    return found[0] if len(found) == 1 else None


def _other_part(divisor: ast.expr, loop: ast.AST, line: int, snippet: Snippet) -> Iterator[Seen]:
    """A total over the validation data is divided by the length of the training data."""
    below = snippet.flow.value(divisor)
    if not (isinstance(below, ast.Call) and dotted(below.func) == "len" and below.args):
        return
    over = loop.iter if isinstance(loop, ast.For | ast.AsyncFor) else None
    while isinstance(over, ast.Call) and over.args:
        over = over.args[0]
    counted, gone = dotted(below.args[0]), dotted(over) if over is not None else None
    if counted is None or gone is None:
        return
    one, other = _part(counted), _part(gone)
    if one is not None and other is not None and one != other:
        values = {"over": f"`{gone}`", "counted": f"`{counted}`"}
        yield Seen("divided-by-other-part", line, values)


def _of_lists(node: ast.expr, snippet: Snippet) -> Iterator[Seen]:
    """`accs.append((guess == y).float().mean().item())`, and then the mean of the list."""
    listed: ast.expr | None = None
    divisor: ast.expr | None = None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        above, below = node.left, node.right
        summed = isinstance(above, ast.Call) and bool(above.args)
        summed = summed and (dotted(above.func) == "sum" or snippet.called(above) == "numpy.sum")  # type: ignore[attr-defined]
        counted = isinstance(below, ast.Call) and dotted(below.func) == "len" and bool(below.args)
        if summed:
            listed = above.args[0]  # type: ignore[attr-defined]
        if not (counted and summed and same(listed, below.args[0])):  # type: ignore[attr-defined,arg-type]
            divisor = below
    elif isinstance(node, ast.Call) and len(node.args) == 1:
        if snippet.called(node) in ("numpy.mean", "statistics.mean", "statistics.fmean"):
            listed = node.args[0]
    if isinstance(listed, ast.GeneratorExp | ast.ListComp) and divisor is not None:
        yield from _of_comprehension(listed, divisor, snippet)
    name = dotted(listed) if listed is not None else None
    if name is None:
        return
    for call in snippet.calls:
        if method(call) != "append" or dotted(receiver(call) or call) != name or not call.args:
            continue
        loops = snippet.flow.loops(call)
        if not loops or snippet.flow.inside(node, loops[0]):
            continue
        adds = _adds(call.args[0], snippet)
        if divisor is not None:
            told = {"total": f"the sum of `{name}`", "divisor": f"`{ast.unparse(divisor)}`"}
            parts = _counts(divisor, loops[0], snippet)
            if (adds, parts) == ("means", "examples"):
                yield Seen("means-over-examples", node.lineno, told)
            elif (adds, parts) == ("sums", "batches"):
                yield Seen("sums-over-batches", node.lineno, told)
            return
        if any(method(n) == "backward" for n in walk(loops[0])):
            continue
        if adds == "means" and in_batches(loops[0], snippet):
            yield Seen("last-batch-average", node.lineno, {"total": f"`{name}`"})
            return


def _of_comprehension(
    summed: ast.GeneratorExp | ast.ListComp, divisor: ast.expr, snippet: Snippet
) -> Iterator[Seen]:
    """`sum((net(x).argmax(1) == y).sum().item() for x, y in dl) / len(dl)`."""
    below = snippet.flow.value(divisor)
    if not (isinstance(below, ast.Call) and dotted(below.func) == "len" and below.args):
        return
    over, counted = dotted(summed.generators[0].iter), dotted(below.args[0])
    adds = _adds(summed.elt, snippet)
    told = {"total": "The sum", "divisor": f"`{ast.unparse(divisor)}`"}
    if over is None or counted is None:
        return
    if adds == "sums" and counted == over:
        yield Seen("sums-over-batches", divisor.lineno, told)
    elif adds == "means" and counted == f"{over}.dataset":
        yield Seen("means-over-examples", divisor.lineno, told)


def _all_full(node: ast.AST, snippet: Snippet) -> Iterator[Seen]:
    """`correct / (len(loader) * batch_size)`, as if the last batch were full, too."""
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)):
        return
    below = snippet.flow.value(node.right)
    if not (isinstance(below, ast.BinOp) and isinstance(below.op, ast.Mult)):
        return
    for counted, size in ((below.left, below.right), (below.right, below.left)):
        if not (isinstance(counted, ast.Call) and dotted(counted.func) == "len" and counted.args):
            continue
        loader = counted.args[0]
        made = snippet.flow.value(loader)
        given = keyword(made, "batch_size") if isinstance(made, ast.Call) else None
        if isinstance(made, ast.Call) and snippet.called(made).endswith("DataLoader"):
            if keyword(made, "drop_last") is not None:
                return
        is_size = bool({"bs", "batch", "bsz"} & set(words(dotted(size))))
        is_size = is_size or (isinstance(size, ast.Attribute) and size.attr == "batch_size")
        if (given is not None and same(given, size)) or is_size:
            total = next((n for n in walk(node.left) if isinstance(n, ast.Name)), None)
            bound = snippet.flow.binding(total) if total is not None else None
            if bound is not None and bound.how == "changed":
                values = {
                    "divisor": f"`{ast.unparse(below)}`",
                    "right": f"`len({ast.unparse(loader)}.dataset)`",
                }
                yield Seen("batches-taken-as-full", node.lineno, values)
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
    if isinstance(value, ast.Attribute) and value.attr == "loss":
        run = snippet.flow.value(value.value)
        return "means" if isinstance(run, ast.Call) and keyword(run, "labels") else None
    if isinstance(value, ast.Call) and snippet.is_loss(value):
        made = snippet.flow.value(value.func)
        call = made if isinstance(made, ast.Call) else value
        told = [k for k in call.keywords if k.arg in ("reduction", "size_average", "reduce", None)]
        if not told:
            return "means"
        if told[0].arg == "reduction" and isinstance(told[0].value, ast.Constant):
            return {"sum": "sums", "mean": "means"}.get(str(told[0].value.value))
    return None


def _made_inside(node: ast.AST, loop: ast.AST, snippet: Snippet) -> bool:
    """Whether a name is set in each round."""
    bound = snippet.flow.binding(node) if isinstance(node, ast.Name) else None
    return bound is not None and bound.how == "set" and snippet.flow.inside(bound.statement, loop)


def _is_float(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and dotted(node.func) in ("float", "int") and bool(node.args)


def _is_size(node: ast.expr) -> bool:
    """`x.size(0)`, `x.shape[0]` and `len(x)`."""
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, ast.Attribute) and node.value.attr == "shape"
    return method(node) == "size" or (
        isinstance(node, ast.Call) and dotted(node.func) == "len" and bool(node.args)
    )


def _last_count(node: ast.expr, loop: ast.For | ast.AsyncFor) -> bool:
    """`i + 1` of `for i, batch in enumerate(loader)`, or `i` where it counts from 1."""
    over = loop.iter
    if not isinstance(over, ast.Call) or dotted(over.func) != "enumerate":
        return False
    index = loop.target.elts[0] if isinstance(loop.target, ast.Tuple) else None
    begins = over.args[1] if len(over.args) > 1 else keyword(over, "start")
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and number(node.right) == 1:
        return begins is None and index is not None and dotted(node.left) == dotted(index)
    return number(begins) == 1 and index is not None and dotted(node) == dotted(index) is not None


def _counts(node: ast.expr, loop: ast.AST, snippet: Snippet) -> str | None:
    """Whether a divisor is the number of batches of a loop, or that of examples."""
    if not isinstance(loop, ast.For | ast.AsyncFor):
        return None
    over = {dotted(n) for n in walk(loop.iter) if dotted(n)}
    items = {dotted(n) for n in walk(loop.target) if dotted(n)}
    bound = snippet.flow.binding(node)
    if bound is not None and bound.how == "changed" and snippet.flow.inside(bound.statement, loop):
        change = bound.statement
        if isinstance(change, ast.AugAssign) and isinstance(change.op, ast.Add):
            if isinstance(change.value, ast.Constant) and change.value.value == 1:
                return "batches" if snippet.flow.loops(change)[:1] == [loop] else None
            of_item = any(
                dotted(n) in items or _made_inside(n, loop, snippet) for n in walk(change.value)
            )
            return "examples" if _is_size(change.value) and of_item else None
        return None
    if _last_count(node, loop):
        return "batches"
    node = snippet.flow.value(node)
    if not (isinstance(node, ast.Call) and dotted(node.func) == "len" and node.args):
        return None
    counted = dotted(node.args[0])
    if counted in over:
        return "batches"
    return "examples" if counted and counted.removesuffix(".dataset") in over else None
