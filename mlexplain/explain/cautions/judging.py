"""Predictions from raw scores, and what a model is judged on."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.linear import constant, linear, plus
from mlexplain.explain.cautions.losses import plain
from mlexplain.explain.cautions.outputs import ending
from mlexplain.explain.cautions.seen import Seen, Snippet, keyword, last_name, method, number
from mlexplain.explain.scope import dotted

_HELD_OUT = frozenset(["test", "val", "valid", "validation", "eval", "dev"])


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            yield from _threshold(node, snippet)
            yield from _compared(node, snippet)
        elif isinstance(node, ast.Assign):
            yield from _loader(node, snippet)
            yield from _transform(node, snippet)
            yield from _overlap(node, snippet)
            yield from _half_shuffled(node, snippet)
    for call in snippet.calls:
        if method(call) == "fit_resample":
            yield from _resampled(call, snippet)


def _words(name: str | None) -> set[str]:
    return set((name or "").lower().replace(".", "_").split("_"))


# Scores taken for answers


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
        if isinstance(made, ast.Subscript) and number(made.slice) == 0:
            best = snippet.operation(snippet.flow.value(made.value))
            scores = best is not None and best.name == "max" and best.dimension in (1, -1)
        if summed and (scores or (end is not None and end.what in ("softmax", "linear"))):
            yield Seen("scores-compared", node.lineno, {"scores": f"`{ast.unparse(side)}`"})
            return


# What is held out


def _loader(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    name, call = dotted(node.targets[0]), node.value
    if not isinstance(call, ast.Call) or not snippet.called(call).endswith(".DataLoader"):
        return
    if not _words(name) & _HELD_OUT or not call.args:
        return
    last = keyword(call, "drop_last")
    if isinstance(last, ast.Constant) and last.value is True:
        yield Seen("drop-last-evaluation", node.lineno, {"name": f"`{name}`"})
    given = _words(dotted(call.args[0]))
    if given & {"train", "training"} and not given & _HELD_OUT:
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
    words = _words(name)
    if random and words & _HELD_OUT and not words & {"train", "training"}:
        values = {"name": f"`{name}`", "what": f"`{random[0]}`"}
        yield Seen("augmented-evaluation", node.lineno, values)
    if "Normalize" in parts and "ToTensor" in parts:
        if parts.index("Normalize") < parts.index("ToTensor"):
            yield Seen("normalised-before-tensor", given.lineno)


def _overlap(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`train = xs[:a]` and `test = xs[b:]` with b before a."""
    cut = node.value
    if not _words(dotted(node.targets[0])) & {"train", "training", "tr"}:
        return
    if not isinstance(cut, ast.Subscript) or not isinstance(cut.slice, ast.Slice):
        return
    first = cut.slice
    if first.lower is not None or first.upper is None or first.step is not None:
        return
    for other in snippet.nodes:
        if not isinstance(other, ast.Assign) or other is node:
            continue
        rest = other.value
        if not _words(dotted(other.targets[0])) & _HELD_OUT or not isinstance(rest, ast.Subscript):
            continue
        if not isinstance(rest.slice, ast.Slice) or ast.dump(rest.value) != ast.dump(cut.value):
            continue
        if snippet.flow.block(other) != snippet.flow.block(node) or rest.slice.step is not None:
            continue
        more = _more(first.upper, rest.slice.lower, snippet)
        ends_before = rest.slice.upper is not None
        if more and not (ends_before and rest.slice.lower is None):
            values = {"one": f"`{ast.unparse(cut)}`", "other": f"`{ast.unparse(rest)}`"}
            yield Seen("parts-overlap", other.lineno, values)


def _more(end: ast.expr, start: ast.expr | None, snippet: Snippet) -> bool:
    """Whether a part certainly ends after another one begins."""
    shares = _share(end, snippet), _share(start, snippet) if start is not None else None
    if shares[0] and shares[1] and shares[0][0] == shares[1][0]:
        return shares[0][1] > shares[1][1]
    one, other = linear(end, snippet.flow), linear(start, snippet.flow)
    if one is None or other is None:
        return False
    begins, ends = constant(other), constant(one)
    if begins is not None and ends is not None and (begins < 0) != (ends < 0):
        return False
    gap = constant(plus(one, other, -1))
    return gap is not None and gap > 0


def _share(node: ast.expr, snippet: Snippet) -> tuple[str, float] | None:
    """`int(0.8 * n)`: what it is a share of, and the share."""
    node = snippet.flow.value(node)
    if isinstance(node, ast.Call) and dotted(node.func) == "int" and len(node.args) == 1:
        node = snippet.flow.value(node.args[0])
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        for number, of in ((node.left, node.right), (node.right, node.left)):
            if isinstance(number, ast.Constant) and isinstance(number.value, float):
                return ast.unparse(snippet.flow.value(of)), number.value
    return None


def _half_shuffled(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`X = X[order]`, while `y` keeps its order, and then both are used as pairs."""
    name, value = dotted(node.targets[0]), node.value
    if not isinstance(value, ast.Subscript) or name is None or dotted(value.value) != name:
        return
    order = snippet.flow.value(value.slice)
    if not snippet.called(order).endswith((".permutation", ".randperm")):
        return
    spelled = ast.unparse(value.slice)
    for call in snippet.calls:
        paired = method(call) in ("fit", "partial_fit") or snippet.called(call).split(".")[-1] in (
            "zip",
            "TensorDataset",
            "train_test_split",
        )
        names = [dotted(a) for a in call.args[:2]]
        if not paired or call.lineno < node.lineno or name not in names or len(names) != 2:
            continue
        other = names[1 - names.index(name)]
        turned = any(
            isinstance(n, ast.Subscript) and dotted(n.value) == other and spelled in ast.unparse(n)
            for n in snippet.nodes
        )
        known = snippet.flow.bindings(other or "", node)
        if other and not turned and not any(b.at > (node.lineno, 0) for b in known):
            values = {"one": f"`{name}`", "other": f"`{other}`"}
            yield Seen("half-shuffled", node.lineno, values)
            return


def _resampled(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """Copies of an example can come into both parts of a later split."""
    flow = snippet.flow
    for split in snippet.calls:
        if snippet.called(split).endswith("train_test_split") and split.lineno > call.lineno:
            bound = [flow.binding(a) for a in split.args]
            if any(b is not None and b.value is call for b in bound):
                yield Seen("resampled-before-split", call.lineno)
                return
