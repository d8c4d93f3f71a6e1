"""Data kept for testing that are learned from, or stand in for nothing but the training data."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.parts import named_part, part
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_LEARNS = ("fit", "fit_transform", "fit_on_texts", "adapt")
_TRANSFORMERS = ("Scaler", "Imputer", "PCA", "Vectorizer", "Encoder", "Normalizer", "Tokenizer")
_HELD_BACK = frozenset(["val", "valid", "validation", "dev", "holdout", "cv"])


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        if method(call) in _LEARNS and call.args:
            yield from _fitted(call, snippet)
        yield from _validated(call, snippet)
    yield from _same_set(snippet)


def _is_transformer(call: ast.Call, snippet: Snippet) -> bool:
    of = receiver(call)
    made = snippet.called(snippet.flow.value(of)) if of is not None else ""
    known = made.endswith(_TRANSFORMERS)
    return known or method(call) in ("fit_transform", "fit_on_texts", "adapt")


def _fitted(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    if not _is_transformer(call, snippet):
        return
    text = {"call": ast.unparse(call.func)}
    given = call.args[0]
    if part(given, snippet) == "kept" and len(call.args) < 3:
        trained = any(
            c is not call
            and method(c) in (*_LEARNS, "transform")
            and c.args
            and part(c.args[0], snippet) == "train"
            for c in snippet.calls
        )
        if trained:
            yield Seen("fitted-on-test", call.lineno, text)
        return
    bound = snippet.flow.binding(given) if isinstance(given, ast.Name) else None
    if bound is None:
        return
    if bound.how == "item" and isinstance(bound.value, ast.Tuple | ast.List):
        parts = {part(e, snippet) for e in bound.value.elts}
        if {"train", "kept"} <= parts:
            yield Seen("fitted-on-test", call.lineno, text)
    function = snippet.flow.function(call)
    if bound.how != "given" or function is None or _handed_on(call, function):
        return
    place = [a.arg for a in function.args.args]
    told = set()
    for run in snippet.flow.calls_of(function):
        at = place.index(given.id) if given.id in place else -1  # type: ignore[attr-defined]
        if 0 <= at < len(run.args):
            told.add(part(run.args[at], snippet))
    if {"train", "kept"} <= told:
        yield Seen("fitted-on-test", call.lineno, text)


def _handed_on(call: ast.Call, function: ast.AST) -> bool:
    """Whether it fits in some cases only: under an `if`, such as `if training`."""
    return any(
        isinstance(n, ast.If | ast.IfExp) and any(m is call for m in walk(n))
        for n in walk(function)
    )


def _validated(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """The same data are given for training and for evaluation."""
    pairs: list[tuple[str, ast.expr | None, ast.expr | None]] = []
    if method(call) == "fit":
        held = keyword(call, "validation_data")
        if isinstance(held, ast.Tuple) and held.elts and call.args:
            pairs.append(("validation_data", call.args[0], held.elts[0]))
        elif held is not None and call.args:
            pairs.append(("validation_data", call.args[0], held))
    train, evaluated = keyword(call, "train_dataset"), keyword(call, "eval_dataset")
    pairs.append(("eval_dataset", train, evaluated))
    if method(call) in ("test", "validate") and len(call.args) == 2:
        pairs.append((f"{method(call)}", _fit_loader(call, snippet), call.args[1]))
    for name, one, other in pairs:
        if one is None or other is None or ast.dump(one) != ast.dump(other):
            continue
        values = {"name": f"`{name}`", "data": f"`{ast.unparse(other)}`"}
        yield Seen("evaluated-on-training-set", other.lineno, values)


def _fit_loader(call: ast.Call, snippet: Snippet) -> ast.expr | None:
    of = dotted(receiver(call) or call)
    fits = [c for c in snippet.calls if method(c) == "fit" and dotted(receiver(c) or c) == of]
    return fits[0].args[1] if of and len(fits) == 1 and len(fits[0].args) > 1 else None


def _same_set(snippet: Snippet) -> Iterator[Seen]:
    """`test = MNIST(root, train=True)`, `test = load_dataset("x", split="train")`."""
    for node in snippet.nodes:
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
            continue
        name = dotted(node.targets[0])
        if name is None or named_part(name.split(".")[-1]) != "kept":
            continue
        own = keyword(node.value, "train")
        split = keyword(node.value, "split")
        told = split.value if isinstance(split, ast.Constant) else None
        if (isinstance(own, ast.Constant) and own.value is True) or told == "train":
            asked = "train=True" if told is None else 'split="train"'
            values = {"name": f"`{name}`", "data": f"`{asked}`"}
            later = [
                c
                for c in snippet.calls
                if c.lineno > node.lineno
                and ("random_split" in snippet.called(c) or "Subset" in snippet.called(c))
                and any(dotted(n) == name for a in c.args for n in walk(a))
            ]
            if not later:
                yield Seen("evaluated-on-training-set", node.lineno, values)


def chosen_by(node: ast.expr, snippet: Snippet) -> ast.expr | None:
    """The test data that a result was measured on, unless there are other data for choosing."""
    names = [n for n in snippet.nodes if isinstance(n, ast.Name)]
    if any(set(n.id.lower().split("_")) & _HELD_BACK for n in names):
        return None
    for n in snippet.flow.reached(node):
        if isinstance(n, ast.Name) and part(n, snippet) == "kept":
            return n
    return None
