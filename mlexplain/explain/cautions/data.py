"""How data are split, shuffled, scaled and loaded."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from mlexplain.explain.cautions.seen import Seen, Snippet, keyword, method, receiver
from mlexplain.explain.scope import dotted

_TARGETS = ("y", "labels", "label", "lbls", "targets", "target", "classes")
_FOLDS = ("cross_val_score", "cross_validate", "cross_val_predict")
_HELD_OUT = ("test", "val", "valid", "eval", "dev")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Assign) and _is_loader(node.value, snippet):
            yield from _loader(node, snippet)
    for call in snippet.calls:
        if _is_loader(call, snippet):
            yield from _sampler(call, snippet)
        if snippet.called(call).endswith("train_test_split"):
            yield from _split(call, snippet)
        yield from _reading(call, snippet)
        yield from _fit(call, snippet)
    yield from _scores(snippet)
    yield from _epochs(snippet)
    yield from _shuffled_apart(snippet)


def _words(name: str) -> list[str]:
    return name.lower().replace(".", "_").split("_")


def _is(node: ast.AST | None, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def _is_loader(node: ast.AST, snippet: Snippet) -> bool:
    return snippet.called(node).endswith(".DataLoader")


# Loaders


def _loader(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    call, name = node.value, dotted(node.targets[0])
    if name is None or not isinstance(call, ast.Call) or any(k.arg is None for k in call.keywords):
        return
    shuffled = keyword(call, "shuffle") or (call.args[2] if len(call.args) > 2 else None)
    named = {"name": f"`{name}`"}
    trains, evaluates = _use(name, node, snippet)
    held_out = any(w in _HELD_OUT for w in _words(name)) or _held_out_set(call, snippet)
    if _is(shuffled, True) and not trains and (held_out or evaluates):
        yield Seen("shuffled-evaluation", node.lineno, named)
    ordered = keyword(call, "sampler") or keyword(call, "batch_sampler")
    off = shuffled is None or _is(shuffled, False)
    if off and not ordered and not _streams(call, snippet):
        if "train" in _words(name) or (trains and not held_out):
            yield Seen("unshuffled-training", node.lineno, named)


def _use(name: str, node: ast.AST, snippet: Snippet) -> tuple[bool, bool]:
    """Whether loops over a loader train, and whether they evaluate."""
    trains = evaluates = False
    for loop in snippet.nodes:
        if not isinstance(loop, ast.For) or name not in {dotted(n) for n in ast.walk(loop.iter)}:
            continue
        if any(method(n) == "backward" for n in ast.walk(loop)):
            trains = True
        elif snippet.sheltered(loop):
            evaluates = True
    return trains, evaluates


def _held_out_set(call: ast.Call, snippet: Snippet) -> bool:
    """A data set made with `train=False` or `split="test"`."""
    if not call.args:
        return False
    made = snippet.flow.value(call.args[0])
    if not isinstance(made, ast.Call):
        return False
    split = keyword(made, "split")
    other = isinstance(split, ast.Constant) and split.value in ("test", "val", "validation")
    return _is(keyword(made, "train"), False) or other


def _streams(call: ast.Call, snippet: Snippet) -> bool:
    made = snippet.flow.value(call.args[0]) if call.args else None
    owner = snippet.flow.classes.get(snippet.called(made)) if made is not None else None
    return owner is not None and any("Iterable" in ast.unparse(b) for b in owner.bases)


def _sampler(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    if keyword(call, "sampler") and _is(keyword(call, "shuffle"), True):
        yield Seen("sampler-and-shuffle", call.lineno)


def _epochs(snippet: Snippet) -> Iterator[Seen]:
    """A distributed sampler that is never told the epoch, in a loop over epochs."""
    if any(method(c) == "set_epoch" for c in snippet.calls):
        return
    for call in snippet.calls:
        if not snippet.called(call).endswith(".DistributedSampler"):
            continue
        if _is(keyword(call, "shuffle"), False):
            continue
        nested = any(
            isinstance(n, ast.For) and snippet.flow.loops(n) and _loads(n, snippet)
            for n in snippet.nodes
        )
        if nested:
            yield Seen("epoch-not-set", call.lineno)


def _loads(loop: ast.For, snippet: Snippet) -> bool:
    """Whether a loop runs over a loader that has a sampler."""
    for node in ast.walk(loop.iter):
        if isinstance(node, ast.Name | ast.Attribute):
            made = snippet.flow.value(node)
            if isinstance(made, ast.Call) and _is_loader(made, snippet):
                return keyword(made, "sampler") is not None
    return False


# Splitting and fitting


def _split(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`X_train, y_train, X_test, y_test = train_test_split(X, y)` gives them in another order."""
    statement = snippet.flow.statement(call)
    if not isinstance(statement, ast.Assign) or statement.value is not call or len(call.args) != 2:
        return
    target = statement.targets[0]
    names = [dotted(e) for e in target.elts] if isinstance(target, ast.Tuple) else []
    if len(names) != 4 or None in names:
        return
    fitted = [
        [dotted(a) for a in c.args[:2]]
        for c in snippet.calls
        if method(c) == "fit" and len(c.args) >= 2
    ]
    spelled = "train" in _words(names[1] or "") and "test" in _words(names[2] or "")
    if spelled or names[:2] in fitted:
        right = ", ".join(f"`{names[i]}`" for i in (0, 2, 1, 3))
        yield Seen("split-order", call.lineno, {"right": right})


def _held_out_part(node: ast.expr, snippet: Snippet) -> bool:
    """The second or fourth result of `train_test_split`, or what is named as such."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant | ast.List):
        node = node.value
    bound = snippet.flow.binding(node) if dotted(node) else None
    if bound is not None and bound.how == "part" and bound.place and bound.value is not None:
        if snippet.called(bound.value).endswith("train_test_split"):
            return bound.place[0] % 2 == 1
    if not any(w in _HELD_OUT for w in _words(dotted(node) or "")):
        return False
    return any(isinstance(n, ast.Name) and "train" in _words(n.id) for n in snippet.nodes)


def _fit(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    if method(call) not in ("fit_transform", "fit") or not call.args:
        return
    text = {"call": ast.unparse(call.func)}
    first = call.args[0]
    if _held_out_part(first, snippet):
        yield Seen("fitted-on-test", call.lineno, text)
        return
    if method(call) == "fit_transform" or _is_scaler(receiver(call), snippet):
        yield from _before_split(call, first, text, snippet)


def _is_scaler(node: ast.expr | None, snippet: Snippet) -> bool:
    made = snippet.flow.value(node) if node is not None else None
    return made is not None and snippet.called(made).endswith(
        ("Scaler", "Imputer", "PCA", "Vectorizer", "Encoder", "Normalizer")
    )


def _before_split(
    call: ast.Call, first: ast.expr, text: dict[str, str], snippet: Snippet
) -> Iterator[Seen]:
    flow = snippet.flow
    source = flow.binding(first)
    for other in snippet.calls:
        folds = snippet.called(other).split(".")[-1] in _FOLDS
        splits = folds or snippet.called(other).endswith("train_test_split")
        if not splits or other.lineno < call.lineno:
            continue
        if folds:
            if len(other.args) > 1 and _fed(other.args[1], call, snippet):
                yield Seen("fitted-before-split", call.lineno, text)
                return
            continue
        if flow.function(other) is not flow.function(call):
            continue
        for arg in other.args:
            same = dotted(arg) is not None and dotted(arg) == dotted(first)
            known = same and (
                source is None or flow.binding(arg) is source or _fed(arg, call, snippet)
            )
            if known or _fed(arg, call, snippet):
                yield Seen("fitted-before-split", call.lineno, text)
                return


def _fed(node: ast.expr, call: ast.Call, snippet: Snippet) -> bool:
    return any(n is call for n in snippet.flow.reached(node))


def _scores(snippet: Snippet) -> Iterator[Seen]:
    """The only score is that of the data that was fitted."""
    flow = snippet.flow
    fits = [c for c in snippet.calls if method(c) == "fit" and len(c.args) >= 2]
    scores = [c for c in snippet.calls if method(c) in ("score", "evaluate") and len(c.args) >= 2]
    others = [c for c in snippet.calls if method(c) == "predict" and c.args]
    for score in scores:
        fit = next((f for f in fits if _same_receiver(f, score)), None)
        if fit is None or not _same_data(fit.args[0], score.args[0], snippet):
            continue
        if flow.function(fit) is not flow.function(score):
            continue
        rest = [c for c in [*scores, *others] if flow.function(c) is flow.function(score)]
        if all(_same_data(fit.args[0], c.args[0], snippet) for c in rest):
            yield Seen("scored-on-training", score.lineno)
    for metric in snippet.calls:
        if not snippet.called(metric).startswith("sklearn.metrics.") or len(metric.args) < 2:
            continue
        predicted = [
            n
            for n in flow.reached(metric.args[1])
            if isinstance(n, ast.Call) and method(n) == "predict"
        ]
        for predict in predicted:
            fit = next((f for f in fits if _same_receiver(f, predict)), None)
            if fit is None or not predict.args or len(others) != 1 or scores:
                continue
            if _same_data(fit.args[0], predict.args[0], snippet):
                yield Seen("scored-on-training", metric.lineno)


def _same_receiver(one: ast.Call, other: ast.Call) -> bool:
    first, second = receiver(one), receiver(other)
    if first is None or second is None or dotted(first) is None:
        return False
    return dotted(first) == dotted(second)


def _same_data(one: ast.expr, other: ast.expr, snippet: Snippet) -> bool:
    if ast.dump(one) != ast.dump(other) or dotted(one) is None:
        return False
    return snippet.flow.binding(one) is snippet.flow.binding(other)


def _shuffled_apart(snippet: Snippet) -> Iterator[Seen]:
    """Inputs and targets are each shuffled on their own, and then used as pairs."""
    done: list[tuple[str, ast.Call]] = []
    for call in snippet.calls:
        name = dotted(call.args[0]) if call.args else None
        if snippet.called(call) in ("numpy.random.shuffle", "random.shuffle") and name:
            done.append((name, call))
    for one, other in pairwise(done):
        if snippet.flow.block(one[1]) != snippet.flow.block(other[1]):
            continue
        pairs = any(
            {one[0], other[0]} <= {dotted(a) for a in c.args}
            for c in snippet.calls
            if c.lineno > other[1].lineno
        )
        pairs = pairs or _named_as_pair(one[0], other[0])
        if pairs and one[0] != other[0] and not _seeded_between(one[1], other[1], snippet):
            names = {"one": f"`{one[0]}`", "other": f"`{other[0]}`"}
            yield Seen("shuffled-apart", other[1].lineno, names)


def _named_as_pair(one: str, other: str) -> bool:
    """`imgs` and `lbls`, `X_train` and `y_train`, `inputs` and `targets`."""
    first, second = _words(one.split(".")[-1]), _words(other.split(".")[-1])
    if {first[0], second[0]} & set(_TARGETS) and first[1:] == second[1:]:
        return first[0] not in _TARGETS or second[0] not in _TARGETS
    ends = {first[-1], second[-1]}
    return first[:-1] == second[:-1] and len(ends & set(_TARGETS)) == 1 and len(ends) == 2


def _seeded_between(one: ast.Call, other: ast.Call, snippet: Snippet) -> bool:
    return any(
        "seed" in (dotted(c.func) or "") or "set_state" in (dotted(c.func) or "")
        for c in snippet.calls
        if one.lineno < c.lineno < other.lineno
    )


# Files


def _saved_here(load: ast.Call, snippet: Snippet) -> bool:
    """Whether the same code saves what it loads, on the same machine."""
    place = ast.dump(load.args[0]) if load.args else ""
    saves = [c for c in snippet.calls if snippet.called(c) == "torch.save" and len(c.args) > 1]
    return any(ast.dump(save.args[1]) == place for save in saves)


def _reading(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    name = snippet.called(node)
    open_ended = any(k.arg is None for k in node.keywords)
    if (
        name == "torch.load"
        and not open_ended
        and not (keyword(node, "map_location") or len(node.args) > 1)
    ):
        if not keyword(node, "weights_only") and not _saved_here(node, snippet):
            yield Seen("load-without-map-location", node.lineno)
    if name in ("pickle.load", "pickle.loads"):
        yield Seen("pickle", node.lineno)
