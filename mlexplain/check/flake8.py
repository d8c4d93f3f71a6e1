"""The findings as a flake8 plugin (entry point `flake8.extension`, prefix MLX)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from mlexplain import __version__


class Plugin:
    name = "mlexplain"
    version = __version__

    def __init__(self, tree: ast.Module, filename: str, lines: list[str]) -> None:
        self.filename = filename
        self.source = "".join(lines)

    def run(self) -> Iterator[tuple[int, int, str, type[Any]]]:
        from mlexplain.check.settings import find
        from mlexplain.check.source import check_source

        for found in check_source(self.source, self.filename, find(self.filename)):
            message = f"{found.code} {found.kind}: {found.message}"
            yield found.line, found.column - 1, message, type(self)
