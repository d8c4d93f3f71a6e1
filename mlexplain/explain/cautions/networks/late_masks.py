"""Masks that come after the softmax."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.scores import is_scores, unscaled
from mlexplain.explain.cautions.reading.snippet import Operation, Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import last_name, words
from mlexplain.explain.facts.scope import dotted


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        done = snippet.operation(node)
        if done is not None and done.name in ("masked_fill", "masked_fill_"):
            yield from _late(done, snippet)
        elif isinstance(node, ast.BinOp):
            yield from _times_mask(node, snippet)


def _late(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """Weights are masked, but the softmax before has already given the hidden places their share."""
    flow = snippet.flow
    soft = snippet.operation(flow.value(done.of))
    if soft is None or soft.name != "softmax":
        return
    before = list(flow.reached(soft.of))
    masked = any(
        "mask" in last_name(n) or ((o := snippet.operation(n)) and o.name in ("where", "tril"))
        for n in before
    )
    lowest = "-inf" in ast.unparse(done.given(1, "value") or done.of)
    weighs = lowest and _weighs(done, snippet)
    if masked or not (weighs or is_scores(unscaled(soft.of, snippet), snippet)):
        return
    later = any(
        (isinstance(n, ast.BinOp) and isinstance(n.op, ast.Div) and _is(n.left, done, snippet))
        for n in snippet.nodes
    )
    if not later:
        yield Seen("mask-after-softmax", done.call.lineno)


def _times_mask(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`softmax(scores) * keep`, which the values are then weighted with."""
    if not isinstance(node.op, ast.Mult):
        return
    for weights, mask in ((node.left, node.right), (node.right, node.left)):
        soft = snippet.operation(snippet.flow.value(weights))
        told = set(words(dotted(mask))) & {"keep", "mask", "valid", "attn", "causal", "tril"}
        if soft is None or soft.name != "softmax" or not told:
            continue
        before = list(snippet.flow.reached(soft.of))
        if any("mask" in last_name(n) for n in before):
            return
        if not is_scores(unscaled(soft.of, snippet), snippet):
            return
        if any(_shares_anew(n, node, snippet) for n in snippet.nodes):
            return
        yield Seen("mask-after-softmax", node.lineno)
        return


def _shares_anew(node: ast.AST, product: ast.BinOp, snippet: Snippet) -> bool:
    """Whether the masked weights are divided by their sum again."""
    if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
        above = node.left if isinstance(node, ast.BinOp) else node.target
        below = node.right if isinstance(node, ast.BinOp) else node.value
        summed = any(
            (d := snippet.operation(n)) and d.name == "sum" for n in snippet.flow.reached(below)
        )
        return summed and any(n is product for n in snippet.flow.reached(above))
    done = snippet.operation(node)
    return done is not None and done.name == "normalize" and snippet.flow.value(done.of) is product


def _weighs(done: Operation, snippet: Snippet) -> bool:
    """Whether the result is multiplied by the values, as weights of attention are."""
    for node in snippet.nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            product: ast.expr = node.left
        elif (found := snippet.operation(node)) and found.name in ("matmul", "bmm"):
            product = found.of
        else:
            continue
        if _is(product, done, snippet):
            return True
    return False


def _is(node: ast.expr, done: Operation, snippet: Snippet) -> bool:
    return snippet.flow.value(node) is done.call
