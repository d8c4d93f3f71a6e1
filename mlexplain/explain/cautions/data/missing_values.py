"""Missing values, which equal nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.facts.scope import dotted


def look(snippet: Snippet) -> Iterator[Seen]:
    """`df[df["email"] == None]`: pandas compares each entry, and none equals None."""
    for node in snippet.nodes:
        if not isinstance(node, ast.Compare) or len(node.ops) != 1:
            continue
        right = node.comparators[0]
        nothing = isinstance(right, ast.Constant) and right.value is None
        if not nothing or not isinstance(node.ops[0], ast.Eq | ast.NotEq):
            continue
        column = node.left
        of = column.value if isinstance(column, ast.Subscript | ast.Attribute) else None
        if of is None or dotted(of) is None:
            continue
        up = snippet.flow.parent(node)
        chosen = isinstance(up, ast.Subscript) and dotted(up.value) == dotted(of)
        known = snippet.scope.kind(of) == "DataFrame" and isinstance(column, ast.Subscript)
        if chosen or known:
            how = "isna" if isinstance(node.ops[0], ast.Eq) else "notna"
            values = {"right": f"`{ast.unparse(column)}.{how}()`"}
            yield Seen("none-in-column", node.lineno, values)
