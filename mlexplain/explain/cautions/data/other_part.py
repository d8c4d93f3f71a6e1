"""One part of the data computed from the other, or cut apart from what belongs to it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.parts import named_part
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, words
from mlexplain.explain.facts.scope import dotted

_ROW_BY_ROW = ("transform", "predict", "predict_proba", "apply", "texts_to_sequences", "encode")
_TARGETS = frozenset(["y", "label", "labels", "target", "targets", "ys"])


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Assign):
            yield from _of_other(node)
    yield from _split_apart(snippet)


def _of_other(node: ast.Assign) -> Iterator[Seen]:
    """`X_test = scaler.transform(X_train)`."""
    call, name = node.value, dotted(node.targets[0])
    if not isinstance(call, ast.Call) or method(call) not in _ROW_BY_ROW or len(call.args) != 1:
        return
    given = dotted(call.args[0])
    if name is None or given is None:
        return
    if named_part(name) == "kept" and named_part(given) == "train":
        yield Seen("part-of-other", node.lineno, {"name": f"`{name}`", "given": f"`{given}`"})


def _split_apart(snippet: Snippet) -> Iterator[Seen]:
    """`train_test_split(X)` and `train_test_split(y)`, each shuffled in its own way."""
    splits = [
        c
        for c in snippet.calls
        if snippet.called(c).endswith("train_test_split") and len(c.args) == 1
    ]
    for one in splits:
        for other in splits:
            told = set(words(dotted(other.args[0])))
            if one is other or not told & _TARGETS or set(words(dotted(one.args[0]))) & _TARGETS:
                continue
            seeds = [keyword(c, "random_state") for c in (one, other)]
            shuffles = [keyword(c, "shuffle") for c in (one, other)]
            alike = None not in seeds and ast.dump(seeds[0]) == ast.dump(seeds[1])  # type: ignore[arg-type]
            if not alike and shuffles == [None, None]:
                parts = {"one": ast.unparse(one.args[0]), "other": ast.unparse(other.args[0])}
                values = {k: f"`{v}`" for k, v in parts.items()}
                yield Seen("split-apart", max(one.lineno, other.lineno), values)
                return
