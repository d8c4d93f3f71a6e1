"""Settings that are read otherwise than they look: `type=bool`, `%M` for months."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method
from mlexplain.explain.facts.scope import dotted

_TIMES = ("strptime", "strftime", "to_datetime")
_MINUTES_FOR_MONTHS = re.compile(r"%[Yy][-/. _]?%M|%M[-/. _]?%d|%d[-/. _]?%M")


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        yield from _truth_of_text(call)
        yield from _minutes(call)


def _truth_of_text(call: ast.Call) -> Iterator[Seen]:
    """`add_argument("--pretrained", type=bool)`: "False" is a text that is not empty."""
    kind = keyword(call, "type")
    if method(call) == "add_argument" and kind is not None and dotted(kind) == "bool":
        first = call.args[0] if call.args else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield Seen("bool-of-text", call.lineno, {"option": f"`{first.value} False`"})


def _minutes(call: ast.Call) -> Iterator[Seen]:
    """`strptime(text, "%Y-%M-%d")`."""
    if (dotted(call.func) or method(call)).split(".")[-1] not in _TIMES:
        return
    for given in [*call.args, *(k.value for k in call.keywords)]:
        if isinstance(given, ast.Constant) and isinstance(given.value, str):
            text = given.value
            if _MINUTES_FOR_MONTHS.search(text) and "%m" not in text and "%b" not in text.lower():
                yield Seen("minutes-for-months", call.lineno, {"code": f'`"{text}"`'})
                return
