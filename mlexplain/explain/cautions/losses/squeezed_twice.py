"""Probabilities that are squeezed once more."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.outputs import ending
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet


def look(snippet: Snippet) -> Iterator[Seen]:
    """`torch.sigmoid(net(x))` of a network that ends in a sigmoid."""
    for call in snippet.calls:
        done = snippet.operation(call)
        if done is None or done.name not in ("sigmoid", "softmax", "log_softmax"):
            continue
        end = ending(done.of, snippet)
        what = done.name.removeprefix("log_")
        if end is not None and end.what == what and end.node is not call:
            values = {"of": f"`{ast.unparse(done.of)}`", "what": what}
            yield Seen("squeezed-twice", call.lineno, values)
