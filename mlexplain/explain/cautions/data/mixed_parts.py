"""Features of one part of the data, with the targets of the other."""

from __future__ import annotations

from collections.abc import Iterator

from mlexplain.explain.cautions.reading.parts import named_part
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, words
from mlexplain.explain.facts.scope import dotted

_TARGETS = frozenset(["y", "label", "labels", "target", "targets", "ys", "ytrain", "ytest"])
_TOGETHER = ("fit", "score", "evaluate", "partial_fit", "TensorDataset", "zip")


def look(snippet: Snippet) -> Iterator[Seen]:
    """`model.fit(X_train, y_test)`."""
    for call in snippet.calls:
        last = method(call) or (dotted(call.func) or "").split(".")[-1]
        if last not in _TOGETHER or len(call.args) < 2:
            continue
        one, other = dotted(call.args[0]), dotted(call.args[1])
        if one is None or other is None or not set(words(other)) & _TARGETS:
            continue
        parts = named_part(one), named_part(other)
        if None not in parts and parts[0] != parts[1] and not set(words(one)) & _TARGETS:
            values = {"one": f"`{one}`", "other": f"`{other}`"}
            yield Seen("parts-mixed", call.lineno, values)
