"""Texts with places for several values, and one value given."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.facts.scope import dotted

_PLACE = re.compile(r"%[-+ #0]*\d*(?:\.\d+)?[diouxXeEfFgGcrsa]")


def look(snippet: Snippet) -> Iterator[Seen]:
    """`print("%d %f" % a, b)`: `%` binds more tightly than the comma."""
    for call in snippet.calls:
        for place, part in enumerate(call.args):
            if not isinstance(part, ast.BinOp) or not isinstance(part.op, ast.Mod):
                continue
            text = part.left.value if isinstance(part.left, ast.Constant) else None
            if not isinstance(text, str) or isinstance(part.right, ast.Tuple | ast.Dict | ast.Call):
                continue
            wanted = len(_PLACE.findall(text.replace("%%", "")))
            given = snippet.flow.value(part.right)
            known = dotted(part.right) is None or not isinstance(given, ast.Tuple | ast.Call)
            if known and wanted > 1 and len(call.args) - place == wanted:
                yield Seen("values-outside-text", part.lineno, {"count": str(wanted)})
