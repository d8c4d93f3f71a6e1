"""Operators that bind in another order than meant."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Compare):
            yield from _and_first(node, snippet)


def _and_first(node: ast.Compare, snippet: Snippet) -> Iterator[Seen]:
    """`df.a > 7 & df.b == 1`, which is `df.a > (7 & df.b) == 1`."""
    sides = [node.left, *node.comparators]
    for i, side in enumerate(sides):
        if not isinstance(side, ast.BinOp) or not isinstance(side.op, ast.BitAnd | ast.BitOr):
            continue
        if _bracketed(side, snippet):
            continue
        middle = 0 < i < len(sides) - 1
        of_number = i > 0 and isinstance(side.left, ast.Constant)
        if middle or (of_number and isinstance(side.right, ast.Attribute | ast.Subscript)):
            sign = "&" if isinstance(side.op, ast.BitAnd) else "|"
            values = {"sign": f"`{sign}`", "code": f"`{ast.unparse(side)}`"}
            yield Seen("and-before-comparison", node.lineno, values)
            return


def _bracketed(node: ast.BinOp, snippet: Snippet) -> bool:
    """Whether an expression stands in brackets of its own."""
    if node.lineno > len(snippet.rows):
        return True
    before = snippet.rows[node.lineno - 1].encode()[: node.col_offset].decode(errors="replace")
    before = before.rstrip()
    return before.endswith("(") and not (before[-2:-1].isalnum() or before[-2:-1] == "_")
