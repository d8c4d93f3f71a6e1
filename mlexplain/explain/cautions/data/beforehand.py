"""What is learned from all rows before they are split: scales, gaps, words, copies, means."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from mlexplain.explain.cautions.reading.parts import named_part
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, number, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_LEARNERS = (
    "Scaler",
    "Imputer",
    "PCA",
    "TruncatedSVD",
    "Vectorizer",
    "Normalizer",
    "SelectKBest",
    "SelectPercentile",
    "SelectFromModel",
    "RFE",
    "Transformer",
)
_HARMLESS = ("LabelEncoder", "LabelBinarizer", "MultiLabelBinarizer", "FunctionTransformer")
_FOLDED = ("KFold", "GroupKFold", "ShuffleSplit", "TimeSeriesSplit", "LeaveOneOut")
_CROSS = ("cross_val_score", "cross_validate", "cross_val_predict")


class Split(NamedTuple):
    """Where rows are dealt out, and the values whose rows they are."""

    node: ast.AST
    line: int
    sources: tuple[ast.expr, ...]


def look(snippet: Snippet) -> Iterator[Seen]:
    for split in splits(snippet):
        for call in snippet.calls:
            if call.lineno >= split.line or not _same_frame(call, split.node, snippet):
                continue
            yield from _learned(call, split, snippet)
            yield from _copied(call, split, snippet)
        for node in snippet.nodes:
            if isinstance(node, ast.Assign) and node.lineno < split.line:
                if _same_frame(node, split.node, snippet):
                    yield from _scaled(node, split, snippet)


def splits(snippet: Snippet) -> list[Split]:
    """By `train_test_split`, by folds, by slices and by drawing rows."""
    found = []
    for call in snippet.calls:
        last = snippet.called(call).split(".")[-1]
        if last == "train_test_split" and call.args:
            found.append(Split(call, call.lineno, tuple(call.args[:1])))
        elif last in _CROSS and len(call.args) > 1:
            found.append(Split(call, call.lineno, (call.args[1],)))
        elif method(call) == "split" and call.args:
            made = snippet.flow.value(receiver(call) or call)
            if snippet.called(made).split(".")[-1].endswith(_FOLDED):
                found.append(Split(call, call.lineno, (call.args[0],)))
    cuts: dict[str, list[tuple[str, ast.Subscript]]] = {}
    for target, value in _assigned(snippet):
        told = named_part((dotted(target) or "").split(".")[-1])
        if told and isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Slice):
            cuts.setdefault(ast.unparse(value.value), []).append((told, value))
        drawn = told == "train" and method(value) == "sample" and isinstance(value, ast.Call)
        of = receiver(value)
        if drawn and of is not None and keyword(value, "frac") is not None:  # type: ignore[arg-type]
            found.append(Split(value, value.lineno, (of,)))
    for parts in cuts.values():
        if {told for told, _ in parts} == {"train", "kept"}:
            first = parts[0][1]
            found.append(Split(first, first.lineno, (first.value,)))
    return found


def _assigned(snippet: Snippet) -> Iterator[tuple[ast.expr, ast.expr]]:
    for node in snippet.nodes:
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                yield from zip(target.elts, value.elts, strict=False)
            else:
                yield target, value


def _same_frame(one: ast.AST, other: ast.AST, snippet: Snippet) -> bool:
    return snippet.flow.function(one) is snippet.flow.function(other)


def _feeds(node: ast.AST, split: Split, snippet: Snippet) -> bool:
    """Whether the rows that are split were computed by a node, or were changed there in place."""
    for source in split.sources:
        reached = list(snippet.flow.reached(source))
        if any(n is node for n in reached):
            return True
        statement = snippet.flow.statement(node)
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        if isinstance(target, ast.Subscript) and dotted(target.value):
            frame = snippet.flow.binding(target.value)
            for n in reached:
                same = isinstance(n, ast.Name) and n.id == dotted(target.value)
                if same and snippet.flow.binding(n) is frame:
                    return True
    return False


def _learned(call: ast.Call, split: Split, snippet: Snippet) -> Iterator[Seen]:
    """`StandardScaler().fit_transform(X)`, and `s.fit(X)` with `s.transform(X)` later."""
    if method(call) not in ("fit", "fit_transform") or not call.args:
        return
    of = receiver(call)
    made = snippet.called(snippet.flow.value(of)).split(".")[-1] if of is not None else ""
    if made.endswith(_HARMLESS) or not made.endswith(_LEARNERS):
        return
    text = {"call": ast.unparse(call.func)}
    if _feeds(call, split, snippet):
        yield Seen("fitted-before-split", call.lineno, text)
        return
    name = dotted(of) if of is not None else None
    for other in snippet.calls:
        used = method(other) == "transform" and dotted(receiver(other) or other) == name
        if name and used and call.lineno < other.lineno <= split.line and other.args:
            if ast.dump(other.args[0]) == ast.dump(call.args[0]) and _feeds(other, split, snippet):
                yield Seen("fitted-before-split", call.lineno, text)
                return


def _copied(call: ast.Call, split: Split, snippet: Snippet) -> Iterator[Seen]:
    """Rows drawn with repetition, or made up by SMOTE, and then split."""
    last = snippet.called(call).split(".")[-1]
    drawn = last == "resample" and keyword(call, "n_samples") is not None
    again = keyword(call, "replace")
    repeated = isinstance(again, ast.Constant) and again.value is True
    sampled = method(call) == "sample" and repeated
    if (drawn or sampled) and not _same(again, False) and _feeds(call, split, snippet):
        yield Seen("resampled-before-split", call.lineno)


def _same(node: ast.AST | None, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def _scaled(node: ast.Assign, split: Split, snippet: Snippet) -> Iterator[Seen]:
    """`X = (X - X.mean(0)) / X.std(0)`, also with the smallest and the largest."""
    value = node.value
    if not (isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div)):
        return
    above, below = snippet.flow.value(value.left), snippet.flow.value(value.right)
    if not (isinstance(above, ast.BinOp) and isinstance(above.op, ast.Sub)):
        return
    centre = snippet.operation(snippet.flow.value(above.right))
    if centre is None or centre.name not in ("mean", "min", "median", "amin"):
        return
    if ast.dump(centre.of) != ast.dump(above.left) or number(centre.given(0, "axis", "dim")) == 1:
        return
    spreads = [snippet.operation(n) for n in walk(below)]
    spread = any(d is not None and d.name in ("std", "max", "amax") for d in spreads)
    if spread and _feeds(value, split, snippet):
        names = "mean` and `std" if centre.name == "mean" else "min` and `max"
        yield Seen("fitted-before-split", node.lineno, {"call": names})
