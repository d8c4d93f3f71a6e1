"""Pieces of source text, quoted exactly as they were written."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable

from mlexplain.explain.read.walk import walk

_LONG_TEXT = re.compile(r"'''|\"\"\"")


class Quotes:
    """Quotes nodes of one source text in back-ticks."""

    def __init__(self, source: str) -> None:
        self._doubted: set[int] = set()
        self._rows = [row.encode() for row in source.split("\n")]

    def _segment(self, node: ast.AST) -> str | None:
        """As `ast.get_source_segment`, which would split the whole source for every node."""
        end_row, end = getattr(node, "end_lineno", None), getattr(node, "end_col_offset", None)
        if end_row is None or end is None:
            return None
        first, start = node.lineno - 1, node.col_offset  # type: ignore[attr-defined]
        rows = self._rows[first:end_row]
        rows[-1] = rows[-1][:end]
        rows[0] = rows[0][start:]
        return b"\n".join(rows).decode()

    def text_of(self, node: ast.AST) -> str:
        """The source text of a node on one line, as written."""
        found = self._segment(node)
        if id(node) in self._doubted and not _is_text_of(found, node):
            found = None
        text = found if found is not None else ast.unparse(node)
        if "\n" not in text:
            return text
        value = getattr(node, "value", None)
        if (
            isinstance(value, str)
            and isinstance(node, ast.Constant)
            and not _LONG_TEXT.search(text)
        ):
            return json.dumps(value, ensure_ascii=False)  # of several texts side by side
        return " ".join(text.split())

    def before(self, line: int) -> str:
        """The source text above a line."""
        return b"\n".join(self._rows[: line - 1]).decode()

    def doubt(self, nodes: Iterable[ast.AST]) -> None:
        """Before Python 3.12, the places of expressions inside f-strings may be wrong."""
        self._doubted.update(id(inner) for node in nodes for inner in walk(node))

    def code(self, node: ast.AST) -> str:
        """The node in back-ticks."""
        return quoted(self.text_of(node))


def _is_text_of(text: str | None, node: ast.AST) -> bool:
    try:
        return ast.dump(ast.parse(text or "", mode="eval").body) == ast.dump(node)
    except SyntaxError:
        return False


def quoted(text: str) -> str:
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}"


def by_keyword(name: str, value: str) -> str:
    """ "`dim` set to `1`" of an argument given by its name; "`x`" of `x=x`."""
    return value if value == quoted(name) else f"{quoted(name)} set to {value}"


def join_words(parts: list[str], word: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + f" {word} " + parts[-1]


_LETTERS = re.compile(r"`?[aeioAEIO]|u[np](?!i)|`?[FHLMNRSX][A-Z]{2}")
"""Beginnings that are spoken with a vowel: `array`, LSTM."""


def with_article(kind: str) -> str:
    """ "a `list`" and "an `int`"."""
    return f"{'an' if _LETTERS.match(kind) else 'a'} {kind}"
