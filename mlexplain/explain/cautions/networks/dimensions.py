"""Shares and choices over the wrong dimension of a tensor."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.networks.named_shapes import KEEPS, shape
from mlexplain.explain.cautions.reading.batches import in_batches
from mlexplain.explain.cautions.reading.scores import is_scores
from mlexplain.explain.cautions.reading.snippet import Operation, Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import last_name, number
from mlexplain.explain.facts.scope import dotted

_SOFTMAX = ("softmax", "log_softmax")
_CHOOSING = ("argmax", "topk", "max", "sort")
_BATCH = frozenset(["b", "bs", "bsz", "batch", "batch_size", "n_batch", "nb"])


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.calls:
        done = snippet.operation(node)
        if done is not None:
            yield from _softmax(done, snippet)
            yield from _choice(done, snippet)
        if snippet.called(node).split(".")[-1] in ("Softmax", "LogSoftmax"):
            yield from _layer(node, snippet)


def _softmax(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    if done.name not in _SOFTMAX:
        return
    line = done.call.lineno
    given = done.given(0, "dim", "axis")
    if given is None:
        # `jax.nn.softmax`, which is taken for its like in PyTorch, goes over the last dimension.
        jax = ast.unparse(done.call.func).startswith("jax.")
        if not jax and snippet.full_name(done.call.func).startswith("torch.nn.functional."):
            yield Seen("softmax-without-dimension", line)
        return
    dim = done.dimension
    values = {"call": ast.unparse(done.call.func)}
    if _attends(done, snippet) and (dim in (-2, 0) or dim == _query_dimension(done, snippet)):
        yield Seen("attention-dimension", line, {"dim": str(dim)})
    elif dim == 0 and _over_batch(done.of, snippet):
        yield Seen("softmax-dimension", line, values)
    elif dim is not None and _chosen_otherwise(done, dim, snippet):
        yield Seen("softmax-then-other-dimension", line, {"dim": str(dim)})
    elif dim == 0 and (_of_linear(done.of, snippet) or _names_classes(done, snippet)):
        yield Seen("softmax-first-dimension", line)


def _layer(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    if not snippet.called(node).startswith("torch.nn."):
        return
    dim = next((k.value for k in node.keywords if k.arg == "dim"), None)
    dim = dim or (node.args[0] if node.args else None)
    if dim is None:
        yield Seen("softmax-without-dimension", node.lineno)
    elif number(dim) == 0:
        yield Seen("softmax-first-dimension", node.lineno)


def _of_linear(node: ast.expr, snippet: Snippet) -> bool:
    """The output of a linear layer of the network whose method this is."""
    value = snippet.flow.value(node)
    if not isinstance(value, ast.Call) or not (dotted(value.func) or "").startswith("self."):
        return False
    return snippet.called(snippet.flow.value(value.func)) == "torch.nn.Linear"


def _names_classes(done: Operation, snippet: Snippet) -> bool:
    """Whether a loss then picks the true class of each example from the result."""
    for call in snippet.calls:
        if snippet.loss_name(call) in ("nll_loss", "NLLLoss") and call.args:
            if snippet.flow.value(call.args[0]) is done.call:
                return True
    return False


def _choice(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    if done.name not in _CHOOSING:
        return
    if done.name in ("max", "sort", "topk") and not _taken_apart(done.call, snippet):
        return
    place = 1 if done.name == "topk" else 0
    dim = number(done.given(place, "dim", "axis"))
    call = {"call": ast.unparse(done.call.func)}
    rows = _over_batch(done.of, snippet) or (
        done.name == "argmax" and _of_examples(done.of, snippet) and _is_compared(done, snippet)
    )
    if dim == 0 and done.name != "topk" and rows:
        yield Seen("argmax-dimension", done.call.lineno, call)


def _of_examples(node: ast.expr, snippet: Snippet) -> bool:
    """`X @ W + b`: by their names, rows of examples times weights."""
    value = source_of(node, snippet)
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        value = snippet.flow.value(value.left)
    sides = None
    done = snippet.operation(value)
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.MatMult):
        sides = value.left, value.right
    elif done is not None and done.name in ("dot", "matmul", "mm") and done.rest:
        sides = done.of, done.rest[0]
    if sides is None:
        return False
    left, right = (last_name(s).rstrip("0123456789") for s in sides)
    return left in ("x", "inputs", "features", "xs", "h", "data") and right.startswith(
        ("w", "theta")
    )


def _is_compared(done: Operation, snippet: Snippet) -> bool:
    """Whether the choices are compared with labels."""
    return any(
        isinstance(n, ast.Compare)
        and isinstance(n.ops[0], ast.Eq)
        and snippet.flow.value(n.left) is done.call
        for n in snippet.nodes
    )


def _taken_apart(call: ast.Call, snippet: Snippet) -> bool:
    up = snippet.flow.parent(call)
    if isinstance(up, ast.Assign):
        return isinstance(up.targets[0], ast.Tuple)
    return isinstance(up, ast.Subscript) or (isinstance(up, ast.Attribute) and up.attr == "indices")


def _chosen_otherwise(done: Operation, dim: int, snippet: Snippet) -> bool:
    """Softmax over one dimension, then the best of another or a draw from the last."""
    for node in snippet.calls:
        later = snippet.operation(node)
        if later is None or snippet.flow.value(later.of) is not done.call:
            continue
        if later.name == "multinomial" and dim == 0 and _two_dimensional(done.of, snippet):
            return True
        other = later.dimension
        if later.name == "argmax" and dim == 0 and other in (1, -1):
            return True
        if later.name == "argmax" and other == 0 and dim == 1:
            return True
    return False


def _two_dimensional(node: ast.expr, snippet: Snippet) -> bool:
    return len(shape(node, snippet) or ()) == 2 or last_position(node, snippet)


def _over_batch(node: ast.expr, snippet: Snippet) -> bool:
    """Whether dimension 0 is shown to be the batch."""
    known = shape(node, snippet)
    if known and len(known) > 1 and known[0].lower() in _BATCH:
        return True
    return last_position(node, snippet) or _of_batch(node, snippet)


def last_position(node: ast.expr, snippet: Snippet) -> bool:
    """`logits[:, -1]`: for each example, what stands at its last position."""
    value = source_of(node, snippet)
    if not isinstance(value, ast.Subscript) or not isinstance(value.slice, ast.Tuple):
        return False
    first, second = value.slice.elts[:2] if len(value.slice.elts) > 1 else (None, None)
    whole = isinstance(first, ast.Slice) and not (first.lower or first.upper or first.step)
    return whole and number(second) == -1


def source_of(node: ast.expr, snippet: Snippet) -> ast.expr:
    """Where a tensor comes from, through what leaves its shape alone."""
    for _ in range(8):
        node = snippet.flow.value(node)
        done = snippet.operation(node)
        if done is not None and done.name in KEEPS:
            node = done.of
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.Mult):
            node = node.left
        else:
            break
    return node


def _of_batch(node: ast.expr, snippet: Snippet) -> bool:
    """The output of a network for a batch of the loop around it."""
    value = source_of(node, snippet)
    if not isinstance(value, ast.Call) or not snippet.is_model(value.func) or not value.args:
        return False
    return any(in_batches(loop, snippet) for loop in snippet.flow.loops(value))


def _attends(done: Operation, snippet: Snippet) -> bool:
    """Scores of queries with keys, made weights that a matrix product then uses from the left."""
    scores = source_of(done.of, snippet)
    if not is_scores(scores, snippet):
        return False
    for node in snippet.nodes:
        left: ast.expr | None = None
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            left = node.left
        elif isinstance(node, ast.Call):
            later = snippet.operation(node)
            left = later.of if later is not None and later.name in ("matmul", "bmm") else None
        if left is not None and source_of(left, snippet) is scores:
            return True
    return False


def _query_dimension(done: Operation, snippet: Snippet) -> int | None:
    """Where the queries are counted from the front: 1 after `bmm` or `transpose(1, 2)`."""
    scores = source_of(done.of, snippet)
    product = snippet.operation(scores)
    if product is not None and product.name == "bmm":
        return 1
    if product is not None and product.name == "einsum":
        letters = ast.unparse(product.of).strip("'\"").replace(" ", "").partition("->")[2]
        return len(letters) - 2
    right = product.rest[0] if product is not None and product.rest else None
    right = scores.right if isinstance(scores, ast.BinOp) else right
    turned = snippet.operation(snippet.flow.value(right)) if right is not None else None
    if turned is None or turned.name not in ("transpose", "swapaxes"):
        return None
    places = sorted(n for a in turned.rest if (n := number(a)) is not None)
    return places[0] if len(places) == 2 and places[0] > 0 else None
