"""Attention heads and masks: dimensions that are renamed in place of turned, masks that come late."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.scores import is_scores, unscaled
from mlexplain.explain.cautions.reading.snippet import Operation, Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import last_name, number
from mlexplain.explain.facts.scope import dotted

_PROJECTIONS = ("q", "k", "v", "query", "key", "value", "queries", "keys", "values")
_KEEPS = (
    *("float", "contiguous", "clone", "to", "dropout", "relu", "numpy", "astype"),
    *("from_numpy", "tensor", "as_tensor", "array", "asarray"),
)


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        done = snippet.operation(call)
        if done is None:
            continue
        if done.name in ("view", "reshape"):
            yield from _renamed(done, snippet)
            yield from _merged(done, snippet)
        elif done.name == "softmax":
            yield from _multiplied(done, snippet)
            yield from _scale(done, snippet)


def _renamed(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """`B, T, C = x.shape; x.view(B, H, T, D)`: the numbers are dealt out anew, not turned."""
    wanted = list(done.rest)
    if len(wanted) == 1 and isinstance(wanted[0], ast.Tuple | ast.List):
        wanted = list(wanted[0].elts)
    names = [dotted(w) for w in wanted]
    shape = _shape(done.of, snippet)
    if not shape or len(set(shape)) != len(shape) or len(names) < 3:
        return
    kept = [n for n in shape if n in names]
    if len(kept) < 2 or any(names.count(n) > 1 for n in kept):
        return
    moved = next((n for n in kept if _moved(n, shape, names, wanted)), None)
    if moved is None:
        return
    before = ast.unparse(wanted[names.index(moved) - 1])
    values = {"call": f"`{ast.unparse(done.call)}`", "shape": f"`{moved}` and `{before}`"}
    yield Seen("dimensions-renamed", done.call.lineno, values)


def _merged(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """Heads are put together again without the transposition that took them apart."""
    product = snippet.flow.value(done.of)
    wanted = len(done.rest)
    if not (isinstance(product, ast.BinOp) and isinstance(product.op, ast.MatMult)):
        return
    turned = snippet.operation(snippet.flow.value(product.right))
    if turned is None or turned.name != "transpose" or wanted != 3:
        return
    split = snippet.operation(snippet.flow.value(turned.of))
    if [number(n) for n in turned.rest] != [1, 2] or split is None:
        return
    if split.name in ("view", "reshape") and len(split.rest) == 4:
        if ast.dump(split.rest[1]) == ast.dump(done.rest[1]):
            values = {"call": f"`{ast.unparse(done.call)}`", "shape": "of heads and positions"}
            yield Seen("dimensions-renamed", done.call.lineno, values)


def _moved(name: str, shape: list[str], names: list[str | None], wanted: list[ast.expr]) -> bool:
    """Whether something new stands before a dimension, beside all that stood there already."""
    place = names.index(name)
    before, old = names[:place], shape[: shape.index(name)]
    more = [w for w, n in zip(wanted, before, strict=False) if n not in old]
    return set(old) <= set(before) and any(number(m) != 1 for m in more)


def _shape(node: ast.expr, snippet: Snippet) -> list[str] | None:
    """The names of all dimensions of a tensor whose shape was unpacked, also after a layer."""
    flow = snippet.flow
    for _ in range(6):
        bound = flow.binding(node) if isinstance(node, ast.Name | ast.Attribute) else None
        if bound is not None or (dotted(node) and not flow.bindings(dotted(node) or "", node)):
            for other in snippet.nodes:
                taken = _unpacked(other)
                if taken is None or dotted(taken[0]) != dotted(node):
                    continue
                if flow.binding(taken[0]) is not bound:
                    continue
                fixed = all(len(flow.bindings(n, node)) == 1 for n in taken[1])
                return taken[1] if fixed else None
        value = flow.value(node)
        done = snippet.operation(value)
        if done is not None and done.name in _KEEPS:
            node = done.of
        elif isinstance(value, ast.Call) and len(value.args) == 1 and not value.keywords:
            made = flow.value(value.func)
            projects = last_name(value.func).removeprefix("w").split("_")[0] in _PROJECTIONS
            if snippet.called(made) != "torch.nn.Linear" and not projects:
                return None
            inner = _shape(value.args[0], snippet)
            return inner[:-1] if inner else None
        else:
            return None
    return None


def _unpacked(node: ast.AST) -> tuple[ast.expr, list[str]] | None:
    """`B, T, C = x.shape` or `x.size()`."""
    if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Tuple):
        return None
    value = node.value
    if isinstance(value, ast.Call) and not value.args and isinstance(value.func, ast.Attribute):
        value = value.func
    if not isinstance(value, ast.Attribute) or value.attr not in ("shape", "size"):
        return None
    names = [e.id for e in node.targets[0].elts if isinstance(e, ast.Name)]
    whole = len(names) == len(node.targets[0].elts) and "_" not in names
    return (value.value, names) if whole else None


def _multiplied(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """`softmax(scores * mask)`: a score of zero is a score like any other."""
    value = snippet.flow.value(done.of)
    if not (isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult)):
        return
    if not is_scores(unscaled(value.left, snippet), snippet):
        return
    mask = snippet.flow.value(value.right)
    made = snippet.operation(mask)
    triangle = made is not None and made.name == "tril"
    if triangle or last_name(value.right) in ("mask", "causal_mask", "attn_mask", "tril"):
        yield Seen("mask-without-effect", value.lineno, {"value": "0"})


def _scale(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """Scores times the root of the width, or divided by the width itself."""
    value = snippet.flow.value(done.of)
    inner = snippet.operation(value)
    if inner is not None and inner.name == "masked_fill":
        value = snippet.flow.value(inner.of)
    if not isinstance(value, ast.BinOp) or not is_scores(snippet.flow.value(value.left), snippet):
        return
    factor = snippet.flow.value(value.right)
    if isinstance(value.op, ast.Mult) and _is_root(factor, snippet):
        yield Seen("attention-scale", value.lineno, {"code": f"`* {ast.unparse(value.right)}`"})
    elif isinstance(value.op, ast.Div) and _is_width(factor):
        yield Seen("attention-scale", value.lineno, {"code": f"`/ {ast.unparse(value.right)}`"})


def _is_root(node: ast.expr, snippet: Snippet) -> bool:
    done = snippet.operation(node)
    if done is not None and done.name == "sqrt":
        return True
    power = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)
    return power and isinstance(node.right, ast.Constant) and node.right.value == 0.5  # type: ignore[attr-defined]


def _is_width(node: ast.expr) -> bool:
    """`k.size(-1)` and `k.shape[-1]`."""
    if isinstance(node, ast.Subscript):
        shape = isinstance(node.value, ast.Attribute) and node.value.attr == "shape"
        return shape and number(node.slice) == -1
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr == "size" and len(node.args) == 1 and number(node.args[0]) == -1
    return False
