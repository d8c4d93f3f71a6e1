"""The findings of `check` as a flake8 plugin; flake8 finds it by its entry point."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from mlexplain import __version__


class Plugin:
    """One file, as flake8 hands it over."""

    name = "mlexplain"
    version = __version__

    def __init__(self, tree: ast.AST, filename: str, lines: Sequence[str]) -> None:
        self._filename = filename
        self._lines = lines

    def run(self) -> Iterator[tuple[int, int, str, type]]:
        """Line, 0-based column and text of each finding."""
        from mlexplain.check.settings import find
        from mlexplain.check.source import check_source

        settings = find("." if self._filename in ("stdin", "-") else self._filename)
        for found in check_source("".join(self._lines), self._filename, settings):
            text = f"{found.code} {found.kind}: {found.message}"
            yield found.line, found.column - 1, text, type(self)
