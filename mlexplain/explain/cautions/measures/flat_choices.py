"""Choices over all entries where each example has its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, number, words
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_GATHERS = ("sum", "mean", "float")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq):
            for side in (node.left, node.comparators[0]):
                yield from _over_all(side, node, snippet)
                yield from _values(side, node, snippet)
        elif isinstance(node, ast.Call):
            yield from _over_examples(node, snippet)


def _over_all(side: ast.expr, node: ast.Compare, snippet: Snippet) -> Iterator[Seen]:
    """`out.argmax() == y`, and then the mean of that."""
    done = snippet.operation(snippet.flow.value(side))
    if done is None or done.name != "argmax" or done.rest or done.call.keywords:
        return
    gathered = any(method(up) in _GATHERS for up in snippet.flow.above(node))
    run = snippet.flow.value(done.of)
    product = any(isinstance(n, ast.MatMult) for n in walk(run))
    run_of_net = isinstance(run, ast.Call) and snippet.operation(run) is None
    if gathered and (run_of_net or product):
        yield Seen("argmax-of-all", done.call.lineno, {"call": f"`{ast.unparse(done.call)}`"})


def _over_examples(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`np.argmax(model.predict(x), axis=0)`: the best example for each class."""
    done = snippet.operation(node)
    if done is None or done.name != "argmax" or done.dimension != 0:
        return
    run = snippet.flow.value(done.of)
    if method(run) in ("predict", "predict_proba", "predict_on_batch", "decision_function"):
        values = {"call": ast.unparse(node.func)}
        yield Seen("argmax-dimension", node.lineno, values)


def _values(side: ast.expr, node: ast.Compare, snippet: Snippet) -> Iterator[Seen]:
    """`guess, _ = torch.max(out, 1)` and `guess == labels`: the largest scores, not their places."""
    other = node.comparators[0] if side is node.left else node.left
    if isinstance(other, ast.Constant) or isinstance(snippet.flow.value(other), ast.Constant):
        return
    bound = snippet.flow.binding(side) if isinstance(side, ast.Name) else None
    made = side.value if isinstance(side, ast.Attribute | ast.Subscript) else None
    if bound is not None and bound.how == "part" and bound.place == (0,):
        target = bound.statement.targets[0]  # type: ignore[attr-defined]
        pair = isinstance(target, ast.Tuple) and len(target.elts) == 2
        places = target.elts[1] if pair else None
        read = isinstance(places, ast.Name) and any(
            isinstance(u.ctx, ast.Load) for u in snippet.names.get(places.id, [])
        )
        made = bound.value if pair and not read else None
    elif isinstance(side, ast.Attribute):
        made = made if side.attr == "values" else None
    elif isinstance(side, ast.Subscript):
        made = made if number(side.slice) == 0 else None
    done = snippet.operation(snippet.flow.value(made)) if made is not None else None
    if done is None or done.name != "max" or done.dimension in (None, 0):
        return
    run = snippet.flow.value(done.of)
    scores = {"out", "output", "outputs", "logits", "scores", "probs", "pred", "preds"}
    if isinstance(run, ast.Call) or scores & set(words(dotted(done.of))):
        yield Seen("values-as-classes", node.lineno, {"name": f"`{ast.unparse(side)}`"})
