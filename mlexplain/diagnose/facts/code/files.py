"""The user's own program, where it can be read: pasted code, a notebook's cell, the file itself.

A file is read only below the current folder, and believed only where the line that the traceback
shows stands at the number that it names. It is parsed, never run. A program that ran elsewhere (in
a container, on a cluster) is found by the end of its path.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from mlexplain.diagnose.facts.scene import Scene
from mlexplain.report import Frame

_SEPARATOR = re.compile(r"[/\\]")
_MOST = 400_000  # bytes of a file


@dataclass(frozen=True)
class Program:
    """A parsed piece of the user's code, and at which of its lines a frame stands."""

    tree: ast.Module
    text: str
    at: int

    def written(self, node: ast.stmt) -> str:
        """A statement as it is written; of a block its head."""
        lines = self.text.splitlines()[node.lineno - 1 : node.end_lineno]
        body = getattr(node, "body", None)
        if isinstance(body, list) and body:
            lines = lines[: max(1, body[0].lineno - node.lineno)]
        return textwrap.dedent("\n".join(lines)).strip()


def program(scene: Scene, frame: Frame | None) -> Program | None:
    """The code around a frame; None where it cannot be read or the line is not surely found."""
    if frame is None or not frame.code:
        return None
    if frame.line and (text := file_text(frame.file)):
        lines = text.splitlines()
        if frame.line <= len(lines) and lines[frame.line - 1].strip() == frame.code.strip():
            return _parsed(text, frame.line)
    for text in _pasted(scene, frame):
        found = [n for n, line in enumerate(text.splitlines(), 1) if _same(line, frame.code)]
        if len(found) == 1 and (whole := _parsed(text, found[0])):
            return whole
    return None


def files(scene: Scene) -> Iterator[str]:
    """The text of every file of the user's frames that can be read and fits its frame."""
    seen: set[str] = set()
    for failure in (scene.failure, *scene.chain):
        for frame in failure.frames:
            if frame.mine and frame.file not in seen and (text := file_text(frame.file)):
                lines = text.splitlines()
                line = lines[frame.line - 1] if frame.line and frame.line <= len(lines) else None
                if line is not None and line.strip() == (frame.code or "").strip():
                    seen.add(frame.file)
                    yield text


def _pasted(scene: Scene, frame: Frame) -> Iterator[str]:
    yield from (block.text for block in scene.trace.sources)
    if frame.context:
        above = "\n" * (frame.context[0][0] - 1)  # the numbers that the paste shows
        yield above + "\n".join(text for _, text in frame.context)


def _same(line: str, code: str) -> bool:
    return line.strip() == code.strip()


def file_text(file: str) -> str | None:
    """What a Python file below the current folder holds."""
    try:
        path = _here(file)
        if path is None:
            return None
        state = path.stat()
        return _read(path, state.st_mtime_ns) if state.st_size <= _MOST else None
    except (OSError, ValueError, RuntimeError):
        return None


def _here(file: str) -> Path | None:
    if not file.endswith(".py"):
        return None
    folder, path = Path.cwd(), Path(file).resolve()
    if path.is_file():
        return path if path.is_relative_to(folder) else None
    parts = _SEPARATOR.split(file)[1:]
    ends = (folder.joinpath(*parts[start:]).resolve() for start in range(len(parts)))
    return next((end for end in ends if end.is_relative_to(folder) and end.is_file()), None)


@lru_cache(maxsize=32)
def _read(path: Path, changed: int) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeError):
        return None


@lru_cache(maxsize=32)
def _tree(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _parsed(text: str, at: int) -> Program | None:
    for whole in (text, textwrap.dedent(text)):
        if (tree := _tree(whole)) is not None:
            return Program(tree, whole, at)
    return None
