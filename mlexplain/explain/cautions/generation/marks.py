"""Labels with -100 in them that are turned back into text."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method
from mlexplain.explain.facts.scope import dotted


def look(snippet: Snippet) -> Iterator[Seen]:
    """`tokenizer.batch_decode(pred.label_ids)` in what a trainer asks for its measures."""
    if any("100" in row for row in snippet.rows):
        return
    for call in snippet.calls:
        if method(call) != "batch_decode" or not call.args:
            continue
        given = snippet.flow.value(call.args[0])
        function = snippet.flow.function(call)
        bound = snippet.flow.binding(call.args[0]) if dotted(call.args[0]) else None
        names = [a.arg for a in function.args.args] if function is not None else []
        raw = isinstance(given, ast.Attribute) and given.attr == "label_ids"
        raw = raw and (dotted(given.value) or "") in names  # type: ignore[attr-defined]
        if bound is not None and bound.how == "part" and bound.place == (1,) and bound.value:
            raw = (
                len(names) == 1
                and dotted(bound.value) == names[0]
                and "metric" in (function.name if function is not None else "")
            )
        if raw:
            yield Seen("marks-decoded", call.lineno, {"labels": f"`{ast.unparse(call.args[0])}`"})
