"""Recurrent networks: packed sequences and the states they begin with."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword
from mlexplain.explain.facts.scope import dotted

_FIRST = ("zeros", "randn", "zeros_like", "new_zeros", "ones")


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        made = snippet.flow.value(call.func)
        if not isinstance(made, ast.Call):
            continue
        kind = snippet.called(made).split(".")[-1]
        if kind not in ("LSTM", "GRU", "RNN") or not snippet.called(made).startswith("torch.nn."):
            continue
        if call.args:
            yield from _packed(call.args[0], made, snippet)
        if kind == "LSTM" and len(call.args) == 2:
            first = snippet.flow.value(call.args[1])
            if snippet.called(first).split(".")[-1] in _FIRST:
                yield Seen(
                    "one-state-for-two", call.lineno, {"call": f"`{ast.unparse(call.func)}`"}
                )


def _packed(given: ast.expr, made: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`pack_padded_sequence(x, lengths)` for a network with `batch_first=True`."""
    packed = snippet.flow.value(given)
    if not isinstance(packed, ast.Call) or not (dotted(packed.func) or "").endswith(
        ("pack_padded_sequence", "pack_sequence")
    ):
        return
    if (dotted(packed.func) or "").endswith("pack_sequence") or len(packed.args) > 2:
        return
    told = keyword(made, "batch_first")
    first = isinstance(told, ast.Constant) and told.value is True
    if first and keyword(packed, "batch_first") is None:
        yield Seen("packed-time-first", packed.lineno, {"call": f"`{ast.unparse(packed.func)}`"})
