"""Data files that the program names and that lie below the current folder.

Names of files and the beginnings of small texts alone are read, and nothing is believed that does
not explain the failure.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from pathlib import Path

from mlexplain.diagnose.facts.code.rewritten import programs
from mlexplain.diagnose.facts.scene import Scene

_MOST = 400_000  # bytes of a file
_ENTRIES = 4000  # names looked at below the folder
_HIDDEN = {"node_modules", "__pycache__", "site-packages", "venv", "env"}


def beside(scene: Scene, path: str) -> Path | None:
    """Where a path of the program leads, seen from the current folder or a script's own."""
    for folder in _folders(scene):
        if (found := inside(folder / path)) is not None:
            return found
    return None


def _folders(scene: Scene) -> list[Path]:
    here = Path.cwd()
    mine = [Path(f.file).parent for f in scene.own_frames if f.file]
    return list(dict.fromkeys([here, *mine]))


def inside(path: Path) -> Path | None:
    """The path where it exists below the current folder."""
    try:
        whole = path.resolve()
        return whole if whole.is_relative_to(Path.cwd()) and whole.exists() else None
    except (OSError, ValueError, RuntimeError):
        return None


def named(scene: Scene, suffixes: tuple[str, ...]) -> dict[str, Path]:
    """The files of these kinds that texts of the program name, with those texts."""
    texts = list(dict.fromkeys(_texts(scene)))
    folders = [t for t in texts if t.isprintable() and 0 < len(t) < 100]
    found: dict[str, Path] = {}
    for text in texts:
        if not text.endswith(suffixes) or not text.isprintable() or len(text) > 200:
            continue
        for way in (text, *(os.path.join(folder, text) for folder in folders[:50])):
            path = beside(scene, way)
            if path is not None and path.is_file():
                found[text] = path
                break
    return found


def _texts(scene: Scene) -> Iterator[str]:
    for whole in programs(scene):
        for node in ast.walk(whole.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def content(path: Path, encoding: str = "utf-8-sig") -> str | None:
    """What a small file of text holds."""
    try:
        if path.stat().st_size > _MOST:
            return None
        return path.read_text(encoding=encoding)
    except (OSError, UnicodeError):
        return None


def head(path: Path, encoding: str = "utf-8-sig") -> list[str]:
    """The first lines of a file of text."""
    try:
        with path.open(encoding=encoding) as file:
            return file.read(20_000).splitlines()[:20]
    except (OSError, UnicodeError):
        return []


def below(folder: Path) -> Iterator[Path]:
    """The files below a folder, nearest first, as far as they are few."""
    seen = 0
    for base, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if f not in _HIDDEN and not f.startswith("."))
        for name in sorted(names):
            seen += 1
            if seen > _ENTRIES:
                return
            yield Path(base) / name
