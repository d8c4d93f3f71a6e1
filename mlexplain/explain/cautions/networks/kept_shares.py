"""Dropout that is given the share to keep."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, words
from mlexplain.explain.facts.scope import dotted


def look(snippet: Snippet) -> Iterator[Seen]:
    """`nn.Dropout(keep_prob)`."""
    for call in snippet.calls:
        kind = (snippet.called(call) or dotted(call.func) or "").split(".")[-1]
        if not (kind.startswith("Dropout") or kind == "dropout"):
            continue
        place = 1 if kind == "dropout" else 0
        share = keyword(call, "p") or keyword(call, "rate")
        if share is None and len(call.args) > place:
            share = call.args[place]
        if share is not None and "keep" in words(dotted(share)):
            values = {"name": f"`{ast.unparse(share)}`"}
            yield Seen("keep-as-drop", call.lineno, values)
