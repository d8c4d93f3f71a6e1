"""Objectives turned round: overlaps that are minimised, the worst kept, temperatures that multiply."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.losses.signs import contributions
from mlexplain.explain.cautions.reading.formulas import match
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import (
    method,
    named,
    number,
    receiver,
    words,
)
from mlexplain.explain.cautions.training.choosing import best
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_OVERLAPS = (
    "(2 * sum(p * t) + e) / (sum(p) + sum(t) + e)",
    "2 * sum(p * t) / (sum(p) + sum(t))",
    "2 * sum(p * t) / (sum(p) + sum(t) + e)",
    "sum(p * t) / (sum(p) + sum(t) - sum(p * t))",
    "(sum(p * t) + e) / (sum(p) + sum(t) - sum(p * t) + e)",
)
_LOW_IS_GOOD = frozenset(
    ["loss", "losses", "error", "err", "mse", "rmse", "mae", "ppl", "perplexity", "nll"]
)
_HIGH_IS_GOOD = frozenset(["acc", "accuracy", "f1", "auc", "iou", "dice", "recall", "bleu", "map"])


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            yield from _overlap(node, snippet)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            yield from _temperature(node, snippet)
        elif isinstance(node, ast.If):
            yield from _worst_kept(node, snippet)
        elif isinstance(node, ast.Call) and method(node) == "append":
            yield from _exponentials_averaged(node, snippet)


def _overlap(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """The Dice coefficient itself as a loss: minimised, the overlap shrinks."""
    if not any(match(shape, node, snippet) is not None for shape in _OVERLAPS):
        return
    ends = [sign for sign, _ in contributions(node, 1, snippet)] or _of_a_loss(node, snippet)
    if ends and all(sign > 0 for sign in ends):
        yield Seen("overlap-minimised", node.lineno)


def _of_a_loss(node: ast.BinOp, snippet: Snippet) -> list[int]:
    """A plus where a function or network that is called a loss gives back the value itself."""
    function, owner = snippet.flow.function(node), snippet.flow.class_of(node)
    if function is None:
        return []
    name = owner.name if owner is not None and function.name == "forward" else function.name
    for returned in snippet.flow.returns(function):
        value = snippet.flow.value(returned)
        done = snippet.operation(value)
        if done is not None and done.name in ("mean", "sum"):
            value = snippet.flow.value(done.of)
        if value is node and name.lower().endswith("loss"):
            return [1]
    return []


def _temperature(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`z @ z.T * 0.07` as the scores of a cross-entropy."""
    for scores, by in ((node.left, node.right), (node.right, node.left)):
        value = snippet.flow.value(scores)
        product = isinstance(value, ast.BinOp) and isinstance(value.op, ast.MatMult)
        product = product or snippet.called(value).split(".")[-1] in (
            "matmul",
            "mm",
            "cosine_similarity",
        )
        factor = snippet.flow.value(by)
        small = isinstance(factor, ast.Constant) and isinstance(factor.value, float)
        if not product or not small or not 0 < factor.value <= 0.5:  # type: ignore[attr-defined]
            continue
        for call in snippet.calls:
            if snippet.loss_name(call) in ("cross_entropy", "CrossEntropyLoss") and call.args:
                if any(n is node for n in snippet.flow.reached(call.args[0])):
                    values = {"by": f"`{ast.unparse(by)}`"}
                    yield Seen("similarity-multiplied", node.lineno, values)
                    return


def _worst_kept(node: ast.If, snippet: Snippet) -> Iterator[Seen]:
    """`if loss > best: best = loss`, and the model of that round is kept."""
    found = best(node)
    if found is None:
        return
    name, new, less = found
    if not snippet.flow.loops(node) and not name.startswith("self."):
        return
    kept = _patient(node) or any(
        isinstance(n, ast.Call)
        and (dotted(n.func) or method(n)).split(".")[-1]
        in ("save", "dump", "deepcopy", "state_dict", "save_pretrained", "save_checkpoint")
        for n in walk(node)
    )
    told = set(words(dotted(new)))
    turned = (told & _LOW_IS_GOOD and not less) or (told & _HIGH_IS_GOOD and less)
    if kept and turned and not (told & _LOW_IS_GOOD and told & _HIGH_IS_GOOD):
        values = {"new": f"`{ast.unparse(new)}`", "which": "highest" if not less else "lowest"}
        yield Seen("worst-kept", node.lineno, values)


def _patient(node: ast.If) -> bool:
    """Whether a count is set to zero in the branch and raised in the other: early stopping."""
    zeroed = {
        dotted(n.targets[0])
        for n in node.body
        if isinstance(n, ast.Assign) and number(n.value) == 0
    }
    raised = {
        dotted(n.target)
        for n in node.orelse
        if isinstance(n, ast.AugAssign) and isinstance(n.op, ast.Add)
    }
    return bool(zeroed & raised)


def _exponentials_averaged(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`ppl.append(exp(loss))`, and then the mean of the list."""
    name = dotted(receiver(node) or node)
    if name is None or not node.args or not snippet.flow.loops(node):
        return
    value: ast.expr = node.args[0]
    while isinstance(value, ast.Call) and method(value) in ("item", "cpu", "detach"):
        value = receiver(value) or value
    done = snippet.operation(value)
    if done is None or done.name != "exp":
        return
    of = snippet.flow.value(done.of)
    loss = (isinstance(of, ast.Attribute) and of.attr == "loss") or snippet.is_loss(of)
    loss = loss or bool(named(done.of) & {"loss", "nll"})
    averaged = any(
        isinstance(c, ast.Call)
        and (dotted(c.func) or "").split(".")[-1] in ("sum", "mean", "fmean", "average")
        and any(dotted(a) == name for a in c.args)
        for c in snippet.calls
    )
    if loss and averaged:
        yield Seen("exponentials-averaged", node.lineno, {"name": f"`{name}`"})
