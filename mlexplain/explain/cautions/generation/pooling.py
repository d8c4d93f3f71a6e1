"""Means over tokens: the padding in the sum, in the number that it is divided by, or in both."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, number
from mlexplain.explain.cautions.reading.terms import stripped
from mlexplain.explain.facts.scope import dotted


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            yield from _padding_summed(node, snippet)
            yield from _padding_hit(node, snippet)
            yield from _length_divides(node, snippet)
        elif isinstance(node, ast.Call):
            yield from _padding_averaged(node, snippet)
            yield from _padding_divides(node, snippet)


def _padding_averaged(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`model(**batch).last_hidden_state.mean(1)` of texts that were padded."""
    done = snippet.operation(node)
    if done is None or done.name != "mean" or done.dimension != 1:
        return
    states = snippet.flow.value(done.of)
    first_output = isinstance(states, ast.Subscript) and number(states.slice) == 0
    if first_output:
        run = snippet.flow.value(states.value)  # type: ignore[attr-defined]
        first_output = isinstance(run, ast.Call) and any(k.arg is None for k in run.keywords)
    told = isinstance(states, ast.Attribute) and states.attr == "last_hidden_state"
    if not told and not first_output:
        return
    for made in snippet.flow.reached(states):
        padding = keyword(made, "padding") if isinstance(made, ast.Call) else None
        if isinstance(padding, ast.Constant) and padding.value in (True, "max_length", "longest"):
            first = made.args[0] if made.args else None  # type: ignore[attr-defined]
            alone = isinstance(first, ast.Constant) and padding.value != "max_length"
            if not alone:
                yield Seen("padding-averaged", node.lineno)
            return


def _padding_summed(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`states.sum(1) / mask.sum(1)`: divided by the tokens, but the padding is in the sum."""
    above = snippet.operation(snippet.flow.value(node.left))
    if above is None or above.name != "sum" or above.dimension not in (1, -2):
        return
    counted = next(
        (
            d.of
            for n in snippet.flow.reached(node.right)
            if (d := snippet.operation(n)) and d.name == "sum" and _is_mask(d.of)
        ),
        None,
    )
    if counted is None or any(_is_mask(n) for n in snippet.flow.reached(above.of)):
        return
    if any(
        isinstance(n, ast.Subscript)
        and isinstance(n.ctx, ast.Store)
        and dotted(n.value) == dotted(above.of)
        for n in snippet.nodes
    ):
        return  # `states[~mask] = 0`
    states = snippet.flow.value(above.of)
    outputs = isinstance(states, ast.Attribute) and states.attr == "last_hidden_state"
    if outputs or "hidden" in (dotted(above.of) or "") or isinstance(states, ast.Call):
        values = {"mask": f"`{ast.unparse(counted)}`"}
        yield Seen("padding-summed", node.lineno, values)


def _padding_hit(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`(guess == y).sum() / (y != pad).sum()`: hits at the padding count, too."""
    above, below = (_summed(side, snippet) for side in (node.left, node.right))
    if not isinstance(above, ast.Compare) or not isinstance(above.ops[0], ast.Eq):
        return
    if not isinstance(below, ast.Compare) or not isinstance(below.ops[0], ast.NotEq):
        return
    sides = {ast.dump(above.left), ast.dump(above.comparators[0])}
    if ast.dump(below.left) in sides and "pad" in ast.unparse(below.comparators[0]).lower():
        yield Seen("padding-summed", node.lineno, {"mask": f"`{ast.unparse(below)}`"})


def _summed(node: ast.expr, snippet: Snippet) -> ast.expr | None:
    """What is added up, before it is made a number."""
    summed = False
    for _ in range(6):
        node = snippet.flow.value(node)
        done = snippet.operation(node)
        if done is None or done.name not in ("sum", "item", "float", "long", "int", "type"):
            break
        summed, node = summed or done.name == "sum", done.of
    return node if summed else None


def _padding_divides(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`(states * mask).mean(1)`: the places of the padding are zero, but still counted."""
    done = snippet.operation(node)
    if done is None or done.name != "mean" or done.dimension not in (1, -2):
        return
    product = snippet.flow.value(done.of)
    if not isinstance(product, ast.BinOp) or not isinstance(product.op, ast.Mult):
        return
    for side in (product.left, product.right):
        inner = snippet.operation(side)
        mask = inner.of if inner is not None and inner.name in ("unsqueeze", "float") else side
        if _is_mask(mask):
            values = {"mask": f"`{ast.unparse(mask)}`"}
            yield Seen("padding-divides", node.lineno, values)
            return


def _length_divides(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`(states * mask).sum(1) / states.shape[1]`: divided by all places, the padding too."""
    above = snippet.operation(snippet.flow.value(node.left))
    if above is None or above.name != "sum" or above.dimension not in (1, -2):
        return
    product = snippet.flow.value(above.of)
    if not isinstance(product, ast.BinOp) or not isinstance(product.op, ast.Mult):
        return
    length = snippet.flow.value(node.right)
    bound = snippet.flow.binding(length) if dotted(length) else None
    part = bound is not None and bound.how == "part" and bound.place == (1,)
    if part and bound is not None and bound.value is not None:
        place, of = 1, bound.value
    elif isinstance(length, ast.Subscript):
        place, of = number(length.slice), length.value  # type: ignore[assignment]
    elif method(length) == "size" and length.args:  # type: ignore[attr-defined]
        place, of = number(length.args[0]), length.func  # type: ignore[assignment, attr-defined]
    else:
        return
    if method(of) == "size" or (isinstance(of, ast.Attribute) and of.attr in ("shape", "size")):
        masks = [m for s in (product.left, product.right) if (m := _mask_of(s, snippet))]
        if masks and place in (1, -2):
            values = {"mask": f"`{ast.unparse(masks[0])}`"}
            yield Seen("padding-divides", node.lineno, values)


def _mask_of(node: ast.expr, snippet: Snippet) -> ast.expr | None:
    """A mask of tokens, behind changes of its shape and type."""
    for _ in range(6):
        if _is_mask(node):
            return node
        value = stripped(snippet.flow.value(node), snippet)
        if value is node:
            return None
        node = value
    return None


def _is_mask(node: ast.AST) -> bool:
    while isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
        node = node.value
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return "mask" in str(node.slice.value)
    return "mask" in (dotted(node) or "").lower()
