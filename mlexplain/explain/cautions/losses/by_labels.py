"""Losses and shares by hand: labels as columns, margins with the wrong sign, dropout turned round."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import number, words
from mlexplain.explain.cautions.reading.terms import factors, stripped, terms
from mlexplain.explain.facts.scope import dotted

_LABELS = frozenset(["y", "labels", "label", "targets", "target", "yb"])


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Subscript):
            yield from _all_columns(node, snippet)
        elif isinstance(node, ast.Call):
            yield from _margin(node, snippet)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            yield from _dropped(node, snippet)


def _all_columns(node: ast.Subscript, snippet: Snippet) -> Iterator[Seen]:
    """`-torch.log(p[:, y]).mean()`: for each row the columns of all labels."""
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else []
    if len(parts) != 2 or ast.unparse(parts[0]) != ":" or not isinstance(parts[1], ast.Name):
        return
    if not set(words(parts[1].id)) & _LABELS:
        return
    bound = snippet.flow.binding(parts[1])
    if bound is not None and bound.how == "item" and not bound.place:
        return  # one label of a loop
    done = snippet.operation(snippet.flow.value(node.value))
    shares = done is not None and done.name in ("softmax", "log_softmax")
    logged = any(
        (o := snippet.operation(up)) is not None and o.name == "log"
        for up in snippet.flow.above(node)
        if isinstance(up, ast.Call)
    )
    if shares or logged:
        values = {"code": f"`{ast.unparse(node)}`", "labels": f"`{parts[1].id}`"}
        yield Seen("all-columns-of-labels", node.lineno, values)


def _margin(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`relu(positive - negative - margin)`."""
    done = snippet.operation(node)
    given: ast.expr | None = None
    if done is not None and done.name in ("relu", "clamp", "clamp_min", "maximum"):
        given = done.of
        if done.name == "maximum" and done.rest:
            given = done.rest[0] if number(done.of) == 0 else done.of
    elif dotted(node.func) == "max" and len(node.args) == 2:
        given = node.args[1] if number(node.args[0]) == 0 else node.args[0]
    if given is None:
        return
    parts = terms(snippet.flow.value(given))
    margins = [s for s, t in parts if "margin" in words(dotted(t))]
    others = [s for s, t in parts if "margin" not in words(dotted(t)) and number(t) is None]
    if margins == [-1] and sorted(others) == [-1, 1]:
        yield Seen("margin-subtracted", node.lineno)


def _dropped(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`(rand < p) * x / (1 - p)`: what is kept is the share that should be dropped."""
    below = snippet.flow.value(node.right)
    if not isinstance(below, ast.BinOp) or not isinstance(below.op, ast.Sub):
        return
    share = dotted(below.right)
    if (number(below.left) != 1 and ast.unparse(below.left) != "1.0") or share is None:
        return
    for factor in factors(node.left)[0]:
        test = stripped(snippet.flow.value(stripped(factor, snippet)), snippet)
        if not isinstance(test, ast.Compare) or dotted(test.comparators[0]) != share:
            continue
        drawn = snippet.flow.value(test.left)
        random = isinstance(drawn, ast.Call) and "rand" in (dotted(drawn.func) or "")
        if random and isinstance(test.ops[0], ast.Lt | ast.LtE):
            yield Seen("dropped-share-kept", test.lineno, {"share": f"`{share}`"})
            return
