"""Shapes that comments and descriptions tell: `# (B, T, C)` and `x: (B, T, C)`."""

from __future__ import annotations

import ast
import re

from mlexplain.explain.cautions.reading.resized import Sizes
from mlexplain.explain.cautions.reading.snippet import Snippet
from mlexplain.explain.facts.scope import dotted

_COMMENT = re.compile(r"#.*?[(\[]\s*(\w+(?:\s*,\s*[\w*/+ -]+)+,?)\s*[)\]]")
_OF_SHAPE = (
    r"(?:\s*[:=(-]|\s+is|\s+of|\s+has|\s+shape|\s+tensor|\s+with|\s*\w*Tensor\)?:?)*"
    r"\s*[(\[]\s*(\w+(?:\s*,\s*[\w*/+ -]+)+,?)\s*[)\]]"
)


def said_beside(statement: ast.AST, snippet: Snippet) -> Sizes | None:
    """`(B, T, C)` of the comment that ends an assignment to one name."""
    if not isinstance(statement, ast.Assign) or dotted(statement.targets[0]) is None:
        return None
    line = statement.end_lineno or 0
    row = snippet.rows[line - 1] if 0 < line <= len(snippet.rows) else ""
    found = _COMMENT.search(row[statement.end_col_offset or 0 :]) if "#" in row else None
    return tuple(n.strip() for n in found.group(1).split(",") if n.strip()) if found else None


def told_of(node: ast.expr, snippet: Snippet) -> Sizes | None:
    """`# x: (B, T, C)` or the same in the text that describes a function."""
    function = snippet.flow.function(node)
    name = dotted(node)
    if function is None or name is None:
        return None
    lines = snippet.rows[function.lineno - 1 : function.end_lineno]
    said = [row.partition("#")[2] for row in lines if "#" in row]
    said += (ast.get_docstring(function) or "").split("\n")
    for row in said:
        if name in row:
            found = re.search(rf"\b{re.escape(name)}\b{_OF_SHAPE}", row)
            if found:
                return tuple(n.strip() for n in found.group(1).split(",") if n.strip())
    return None
