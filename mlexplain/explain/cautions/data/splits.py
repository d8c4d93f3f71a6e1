"""Splits: parts that overlap, orders that no longer fit, examples that come into both parts."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from mlexplain.explain.cautions.reading.linear import constant, linear, plus
from mlexplain.explain.cautions.reading.parts import named_part
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import (
    keyword,
    method,
    number,
    receiver,
    words,
)
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_HELD_OUT = frozenset(["test", "val", "valid", "validation", "eval", "dev"])
_TARGETS = ("y", "labels", "label", "lbls", "targets", "target", "classes")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Assign):
            yield from _overlap(node, snippet)
            yield from _half_shuffled(node, snippet)
            yield from _drawn_twice(node, snippet)
    for call in snippet.calls:
        if snippet.called(call).endswith("train_test_split"):
            yield from _split(call, snippet)
            yield from _at_random(call, snippet)
        if method(call) == "fit_resample":
            yield from _resampled(call, snippet)
    yield from _shuffled_apart(snippet)


def _overlap(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`train = xs[:a]` and `test = xs[b:]` with b before a."""
    cut = node.value
    if not set(words(dotted(node.targets[0]))) & {"train", "training", "tr"}:
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
        if not set(words(dotted(other.targets[0]))) & _HELD_OUT or not isinstance(
            rest, ast.Subscript
        ):
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


def _drawn_twice(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`train = df.sample(frac=0.8)` and `test = df.sample(frac=0.2)`: each drawn from all rows."""
    of = receiver(node.value)
    if method(node.value) != "sample" or of is None or dotted(of) is None:
        return
    for other in snippet.nodes:
        if not isinstance(other, ast.Assign) or other.lineno <= node.lineno:
            continue
        rest = receiver(other.value)
        if method(other.value) != "sample" or rest is None or dotted(rest) != dotted(of):
            continue
        told = set(words(dotted(node.targets[0]))), set(words(dotted(other.targets[0])))
        parts = "train" in told[0] and told[1] & _HELD_OUT
        same_rows = snippet.flow.binding(of) is snippet.flow.binding(rest)
        if (parts or _fitted_and_judged(node, other, snippet)) and same_rows:
            values = {
                "one": f"`{ast.unparse(node.value)}`",
                "other": f"`{ast.unparse(other.value)}`",
            }
            yield Seen("parts-overlap", other.lineno, values)
            return


def _fitted_and_judged(node: ast.Assign, other: ast.Assign, snippet: Snippet) -> bool:
    """The first part is given to `fit`, the other to `score` or `predict`."""

    def given(names: tuple[str, ...], part: ast.Assign) -> bool:
        name = dotted(part.targets[0])
        calls = [c for c in snippet.calls if method(c) in names]
        return any(dotted(n) == name for c in calls for a in c.args for n in walk(a))

    return given(("fit",), node) and given(("score", "predict", "evaluate"), other)


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
    yield from _cut_alike(node, name, spelled, snippet)
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


def _cut_alike(node: ast.Assign, name: str, order: str, snippet: Snippet) -> Iterator[Seen]:
    """`x[i:i + n], y[i:i + n]`, with only one of them in the new order."""
    for cuts in _paired_cuts(snippet):
        if cuts[0].lineno < node.lineno:
            continue
        names = [dotted(c.value) for c in cuts]
        if ast.dump(cuts[0].slice) != ast.dump(cuts[1].slice) or name not in names:
            continue
        other = names[1 - names.index(name)]
        turned = any(
            isinstance(n, ast.Subscript)
            and dotted(n.value) == other
            and order == ast.unparse(n.slice)
            for n in snippet.nodes
        )
        if other and other != name and not turned:
            yield Seen("half-shuffled", node.lineno, {"one": f"`{name}`", "other": f"`{other}`"})
            return


def _paired_cuts(snippet: Snippet) -> Iterator[list[ast.Subscript]]:
    """`f(x[i:j], y[i:j])`, `x[i:j], y[i:j]`, and two statements one after the other that take them."""
    for node in snippet.nodes:
        parts: list[ast.expr] = []
        if isinstance(node, ast.Tuple):
            parts = node.elts
        elif isinstance(node, ast.Call):
            parts = node.args[:2]
        elif isinstance(node, ast.For):
            steps = [s.value for s in node.body if isinstance(s, ast.Assign)]
            parts = [s for s in steps if _cut(s)][:2]
        cuts = [p for p in parts if _cut(p)]
        if len(cuts) == 2 == len(parts):
            yield cuts  # type: ignore[misc]


def _cut(node: ast.expr) -> bool:
    return isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice)


def _resampled(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """Copies of an example can come into both parts of a later split."""
    flow = snippet.flow
    for split in snippet.calls:
        folds = method(split) == "split" and len(split.args) == 2
        known = snippet.called(split).endswith(("train_test_split", "cross_val_score")) or folds
        if known and split.lineno > call.lineno:
            bound = [flow.binding(a) for a in split.args]
            if any(b is not None and b.value is call for b in bound):
                yield Seen("resampled-before-split", call.lineno)
                return


def _split(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`X_train, y_train, X_test, y_test = train_test_split(X, y)` gives them in another order."""
    statement = snippet.flow.statement(call)
    if not isinstance(statement, ast.Assign) or statement.value is not call or len(call.args) != 2:
        return
    target = statement.targets[0]
    for other in snippet.nodes:
        handed = isinstance(other, ast.Assign) and isinstance(other.targets[0], ast.Tuple)
        if handed and snippet.flow.value(other.value) is call:  # type: ignore[attr-defined]
            target = other.targets[0]  # type: ignore[attr-defined]
    names = [dotted(e) for e in target.elts] if isinstance(target, ast.Tuple) else []
    if len(names) != 4 or None in names:
        return
    fitted = [
        [dotted(a) for a in c.args[:2]]
        for c in snippet.calls
        if method(c) == "fit" and len(c.args) >= 2
    ]
    spelled = "train" in words(names[1] or "") and "test" in words(names[2] or "")
    told = [named_part((n or "").split(".")[-1]) for n in names]
    if spelled or names[:2] in fitted or told == ["train", "train", "kept", "kept"]:
        right = ", ".join(f"`{names[i]}`" for i in (0, 2, 1, 3))
        yield Seen("split-order", call.lineno, {"right": right})


def _shuffled_apart(snippet: Snippet) -> Iterator[Seen]:
    """Inputs and targets are each shuffled on their own, and then used as pairs."""
    done: list[tuple[str, ast.Call]] = []
    for call in snippet.calls:
        name = dotted(call.args[0]) if call.args else None
        generator = receiver(call)
        made = snippet.called(snippet.flow.value(generator)) if generator is not None else ""
        drawn = method(call) == "shuffle" and made in ("numpy.random.default_rng", "random.Random")
        if name and (drawn or snippet.called(call) in ("numpy.random.shuffle", "random.shuffle")):
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
    first, second = words(one.split(".")[-1]), words(other.split(".")[-1])
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


def _at_random(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """Overlapping windows of one series are dealt out to both parts at random."""
    shuffle = keyword(call, "shuffle")
    if shuffle is not None or not call.args or any(k.arg is None for k in call.keywords):
        return
    sources: list[ast.AST] = [call.args[0]]
    for node in snippet.flow.reached(call.args[0]):
        if isinstance(node, ast.Name):
            sources += [
                c.args[0]
                for c in snippet.calls
                if method(c) == "append" and c.args and dotted(receiver(c) or c) == node.id
            ]
    for source in sources:
        for node in snippet.flow.reached(source):
            if isinstance(node, ast.Subscript) and _slides(node, snippet):
                yield Seen("windows-at-random", call.lineno)
                return


def _slides(node: ast.Subscript, snippet: Snippet) -> bool:
    """`series[i:i + n]` or `series[i - n:i]`, with `i` going up by one."""
    cut = (
        node.slice.elts[0] if isinstance(node.slice, ast.Tuple) and node.slice.elts else node.slice
    )
    if not isinstance(cut, ast.Slice) or cut.lower is None or cut.upper is None or cut.step:
        return False
    for plain, moved in ((cut.lower, cut.upper), (cut.upper, cut.lower)):
        if not isinstance(plain, ast.Name) or not isinstance(moved, ast.BinOp):
            continue
        bound = snippet.flow.binding(plain)
        if dotted(moved.left) != plain.id or bound is None or bound.how != "item":
            continue
        over = bound.value
        steps = isinstance(over, ast.Call) and dotted(over.func) == "range"
        return steps and len(over.args) < 3 and number(moved.right) != 1  # type: ignore[union-attr]
    return False
