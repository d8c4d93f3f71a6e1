"""The programs behind a failure, and a line of them as it should be."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlexplain.diagnose.facts.files import Program, file_text, program
from mlexplain.diagnose.facts.scene import Scene


@dataclass(frozen=True)
class Edit:
    """A line of the program and what it should be."""

    number: int
    line: str
    changed: str


def programs(scene: Scene) -> list[Program]:
    """The code of the user's frames, innermost first, of the modules beside it that it imports, and
    all code of the paste."""
    found: dict[str, Program] = {}
    for frame in reversed(scene.failure.frames):
        whole = program(scene, frame) if frame.mine else None
        if whole is None or whole.text in found:
            continue
        found[whole.text] = whole
        for module in _imported(whole.tree):
            text = file_text(str(Path(frame.file).parent / f"{module.replace('.', '/')}.py"))
            if text and (tree := _tree(text)):
                found.setdefault(text, Program(tree, text, 0))
    for block in scene.trace.sources:
        if tree := _tree(block.text):
            found.setdefault(block.text, Program(tree, block.text, 0))
    return list(found.values())


def _tree(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def told(name: str, edit: Edit | None) -> dict[str, Any]:
    if edit is None or edit.line == edit.changed:
        return {}
    return {
        f"{name}_line": edit.line,
        f"{name}_line_number": edit.number,
        f"{name}_mended": edit.changed,
    }


def exchanged(whole: Program, node: ast.expr, text: str) -> Edit | None:
    """The line of an expression with another text in its place."""
    line = whole.text.splitlines()[node.lineno - 1]
    if node.lineno != node.end_lineno or not line.isascii() or node.end_col_offset is None:
        return None
    changed = line[: node.col_offset] + text + line[node.end_col_offset :]
    return Edit(node.lineno, line.strip(), changed.strip())


def only(found: list[Any]) -> Any:
    return found[0] if len(found) == 1 else None
