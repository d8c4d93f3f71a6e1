"""The largest or smallest of many: what it begins with, and what is kept of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import receiver, words
from mlexplain.explain.cautions.training.choosing import best
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_NEVER_NEGATIVE = frozenset(
    [
        "len",
        "length",
        "lengths",
        "count",
        "counts",
        "size",
        "sizes",
        "width",
        "height",
        "age",
        "ages",
        "year",
        "num",
        "number",
        "freq",
        "frequency",
        "prob",
        "probs",
        "probability",
        "acc",
        "accuracy",
        "f1",
        "iou",
        "score",
        "scores",
        "time",
        "times",
        "duration",
        "area",
        "distance",
        "dist",
        "price",
        "cost",
        "salary",
        "population",
        "weight",
        "level",
        "depth",
        "total",
        "votes",
        "marks",
        "points",
        "rank",
        "id",
        "index",
        "idx",
        "key",
        "ch",
        "char",
        "word",
        "words",
        "text",
        "name",
        "line",
        "row",
        "col",
        "iter",
        "step",
        "epoch",
    ]
)
_SAVES = ("torch.save", "joblib.dump", "pickle.dump")
_SAVING_METHODS = ("save", "save_pretrained", "save_weights", "save_model")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Compare):
            found = best(node)
            if found is not None and snippet.flow.loops(node):
                yield from _begins_at_zero(node, *found, snippet)
                yield from _saved_anyway(node, found[0], snippet)


def _begins_at_zero(
    node: ast.If, name: str, new: ast.expr, less: bool, snippet: Snippet
) -> Iterator[Seen]:
    """`best = 0`, and then `if x > best` over values of which nothing says that they are positive."""
    loop = snippet.flow.loops(node)[0]
    bound = snippet.flow.binding(new)
    if not isinstance(loop, ast.For) or not isinstance(new, ast.Name) or bound is None:
        return
    item = bound.how == "item" and bound.statement is loop
    first = [
        b
        for b in snippet.flow.bindings(name, node)
        if b.how == "set" and not snippet.flow.inside(b.statement, loop)
    ]
    begins = first[-1].value if first else None
    zero = isinstance(begins, ast.Constant) and type(begins.value) in (int, float)
    if not (item and zero) or begins.value != 0:  # type: ignore[union-attr]
        return
    over = loop.iter
    if isinstance(over, ast.Call) and dotted(over.func) in ("range", "enumerate", "zip"):
        if dotted(over.func) == "range":
            return
    told = set(words(new.id)) | set(words(name)) | set(words(dotted(receiver(over) or over)))
    values = {"name": f"`{name}`"}
    if less:
        if not any(isinstance(n, ast.USub) for n in walk(loop)):
            yield Seen("smallest-begins-at-zero", node.lineno, values)
    elif _negative_values(over, snippet) or (
        set(words(name)) & {"max", "largest", "biggest", "maximum", "highest", "best"}
        and not (told - {"max", "largest", "biggest"}) & _NEVER_NEGATIVE
        and _plain_maximum(node, snippet)
    ):
        yield Seen("largest-begins-at-zero", node.lineno, values)


def _plain_maximum(node: ast.If, snippet: Snippet) -> bool:
    """A function of its own that finds the largest of what it is given, whatever that is."""
    function = snippet.flow.function(node)
    loop = snippet.flow.loops(node)[0]
    given = isinstance(loop, ast.For) and dotted(loop.iter) is not None
    told = set(words(function.name)) if function is not None else set()
    return given and bool(told & {"max", "maximum", "largest", "biggest", "highest", "argmax"})


def _negative_values(over: ast.expr, snippet: Snippet) -> bool:
    """Whether the values gone through are written in the code, with one below zero among them."""
    of = snippet.flow.value(receiver(over) or over)
    return isinstance(of, ast.List | ast.Dict | ast.Tuple) and any(
        isinstance(n, ast.UnaryOp) and isinstance(n.op, ast.USub) for n in walk(of)
    )


def _saves(node: ast.AST, snippet: Snippet) -> bool:
    if not isinstance(node, ast.Call):
        return False
    method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    return snippet.called(node) in _SAVES or method in _SAVING_METHODS


def _saved_anyway(node: ast.If, name: str, snippet: Snippet) -> Iterator[Seen]:
    """`torch.save(net, "best.pt")` beside the question whether this round is the best."""
    loop = snippet.flow.loops(node)[0]
    if any(_saves(n, snippet) for n in walk(node)):
        return
    for call in snippet.calls:
        if not _saves(call, snippet) or snippet.flow.loops(call)[:1] != [loop]:
            continue
        if snippet.flow.block(call) != snippet.flow.block(node):
            continue
        told = any(
            isinstance(n, ast.Constant) and isinstance(n.value, str) and "best" in n.value
            for n in walk(call)
        )
        varies = any(isinstance(n, ast.JoinedStr | ast.BinOp) for n in walk(call))
        if told and not varies:
            yield Seen("saved-in-every-round", call.lineno, {"name": f"`{name}`"})
            return
