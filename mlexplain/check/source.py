"""One source text to findings."""

from __future__ import annotations

import ast
import os

from mlexplain.check import suppression
from mlexplain.check.settings import Settings
from mlexplain.findings import Finding


def check_source(
    source: str, path: str = "<string>", settings: Settings | None = None
) -> list[Finding]:
    """The device-placement bugs of Python source, in order of line and column.

    Raises SyntaxError if it cannot be parsed (also for null bytes and too deep nesting).
    """
    settings = settings or Settings()
    tree = parse(source, path)
    found: list[Finding] = []
    if "torch" in source or "transformers" in source:
        from mlexplain.check.project import Project
        from mlexplain.check.sourcefile import SourceFile

        project = Project(settings)
        project.check(SourceFile(path, source, tree))
        found = [f for f in project.findings.values() if f.path == path]
    ignores = suppression.comments(source)
    kept = [
        f for f in found if settings.wants(f.kind, path) and not suppression.silenced(f, ignores)
    ]
    if ignores and settings.unused_ignores and settings.wants(suppression.UNUSED, path):
        kept += suppression.unused(path, ignores, source)
    return sorted(kept, key=lambda f: (f.line, f.column, f.code))


def parse(source: str, path: str) -> ast.Module:
    try:
        return ast.parse(source, filename=os.fspath(path))
    except (ValueError, RecursionError, MemoryError) as error:
        raise SyntaxError(str(error) or "nested too deeply") from None
