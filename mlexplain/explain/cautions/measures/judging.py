"""Predictions from raw scores, and what a model is judged on."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.losses.losses import plain
from mlexplain.explain.cautions.reading.outputs import ending
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import (
    keyword,
    last_name,
    method,
    number,
    words,
)
from mlexplain.explain.facts.scope import dotted

_HELD_OUT = frozenset(["test", "val", "valid", "validation", "eval", "dev"])


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            yield from _threshold(node, snippet)
            yield from _compared(node, snippet)
        elif isinstance(node, ast.Assign):
            yield from _loader(node, snippet)
            yield from _transform(node, snippet)


def _threshold(node: ast.Compare, snippet: Snippet) -> Iterator[Seen]:
    """`scores > 0.5` of raw scores: a probability of one half is a score of zero."""
    right = node.comparators[0]
    half = isinstance(right, ast.Constant) and right.value == 0.5
    if not half or not isinstance(node.ops[0], ast.Gt | ast.GtE | ast.Lt | ast.LtE):
        return
    end = ending(node.left, snippet)
    raw = end is not None and end.what == "linear"
    if raw or (_trained_on_scores(node.left, snippet)):
        yield Seen("threshold-on-scores", node.lineno, {"scores": f"`{ast.unparse(node.left)}`"})


def _trained_on_scores(node: ast.expr, snippet: Snippet) -> bool:
    """The output of a network that a loss with its own sigmoid trains, or what is named logits."""
    made = plain(node, snippet)
    if last_name(node) == "logits" and isinstance(made, ast.Call) and dotted(made.func):
        return snippet.operation(made) is None or snippet.is_model(made.func)
    if not isinstance(made, ast.Call) or not snippet.is_model(made.func):
        return False
    for call in snippet.calls:
        if snippet.loss_name(call) in ("BCEWithLogitsLoss", "binary_cross_entropy_with_logits"):
            given = plain(call.args[0], snippet) if call.args else None
            if isinstance(given, ast.Call) and dotted(given.func) == dotted(made.func):
                return True
    return False


def _scores_of_trainer(node: ast.expr, snippet: Snippet) -> bool:
    """`logits` of `logits, labels = eval_pred` in what a trainer asks for its measures."""
    function = snippet.flow.function(node)
    given = function.args.args if function is not None else []
    bound = snippet.flow.binding(node) if isinstance(node, ast.Name) else None
    if len(given) != 1 or bound is None or bound.how != "part" or bound.place != (0,):
        return False
    of_argument = dotted(bound.value) == given[0].arg if bound.value is not None else False
    return of_argument and last_name(node) in ("logits", "scores", "outputs")


def _compared(node: ast.Compare, snippet: Snippet) -> Iterator[Seen]:
    """`model(x) == y`: scores are not classes."""
    if not isinstance(node.ops[0], ast.Eq):
        return
    for side in (node.left, node.comparators[0]):
        made = plain(side, snippet)
        run = isinstance(made, ast.Call) and snippet.is_model(made.func)
        end = ending(side, snippet)
        summed = any(method(up) in ("sum", "mean", "float") for up in snippet.flow.above(node))
        scores = run and not (end is not None and end.what == "relu")
        scores = scores or _scores_of_trainer(side, snippet)
        if isinstance(made, ast.Subscript) and number(made.slice) == 0:
            best = snippet.operation(snippet.flow.value(made.value))
            scores = best is not None and best.name == "max" and best.dimension in (1, -1)
        if summed and (
            scores or (end is not None and end.what in ("softmax", "linear", "sigmoid"))
        ):
            yield Seen("scores-compared", node.lineno, {"scores": f"`{ast.unparse(side)}`"})
            return


def _loader(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    name, call = dotted(node.targets[0]), node.value
    if not isinstance(call, ast.Call) or not snippet.called(call).endswith(".DataLoader"):
        return
    if not set(words(name)) & _HELD_OUT or not call.args:
        return
    last = keyword(call, "drop_last")
    if isinstance(last, ast.Constant) and last.value is True:
        yield Seen("drop-last-evaluation", node.lineno, {"name": f"`{name}`"})
    given = set(words(dotted(call.args[0])))
    if given & {"train", "training", "tr", "trn"} and not given & _HELD_OUT:
        values = {"name": f"`{name}`", "data": f"`{ast.unparse(call.args[0])}`"}
        yield Seen("evaluated-on-training-set", node.lineno, values)


def _transform(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """Random changes of test images, and a normalisation before there is a tensor."""
    call = node.value
    if not isinstance(call, ast.Call) or not snippet.called(call).endswith("Compose"):
        return
    given = call.args[0] if call.args else None
    if not isinstance(given, ast.List):
        return
    parts = [(dotted(p.func) or "").split(".")[-1] for p in given.elts if isinstance(p, ast.Call)]
    random = [p for p in parts if p.startswith("Random") or p in ("ColorJitter", "AutoAugment")]
    name = dotted(node.targets[0])
    told = set(words(name))
    if random and told & _HELD_OUT and not told & {"train", "training"}:
        values = {"name": f"`{name}`", "what": f"`{random[0]}`"}
        yield Seen("augmented-evaluation", node.lineno, values)
    if "Normalize" in parts and "ToTensor" in parts:
        if parts.index("Normalize") < parts.index("ToTensor"):
            yield Seen("normalised-before-tensor", given.lineno)
