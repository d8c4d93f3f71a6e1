"""The pattern of the program that found no file, and the same as it fits the files that are there."""

from __future__ import annotations

import ast
import glob
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mlexplain.diagnose.facts.code.files import Program
from mlexplain.diagnose.facts.code.rewritten import exchanged, only, programs, told
from mlexplain.diagnose.facts.datafiles.disk import beside
from mlexplain.diagnose.facts.scene import Scene

_CALLS = {"glob", "iglob", "rglob"}


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`pattern_line`, `pattern_mended`: the line of the one pattern without a file, and the same
    with the pattern that finds some; `pattern_found`: how many."""
    known = programs(scene)
    patterns = [p for whole in known for p in _patterns(whole)]
    empty = [p for p in patterns if (b := beside(scene, p[1] or ".")) and not _found(b, p[2])]
    if not (one := only(empty)):
        return {}
    whole, folder, pattern, node = one
    base = beside(scene, folder or ".")
    assert base is not None
    near = {new: found for new in _near(base, pattern) if (found := _found(base, new))}
    if len(near) != 1:
        return {}
    new, count = near.popitem()
    text = ast.get_source_segment(whole.text, node) or ""
    if text.count(pattern) != 1:
        return {}
    return told("pattern", exchanged(whole, node, text.replace(pattern, new))) | {
        "pattern_found": count,
        "pattern": new,
    }


def _patterns(whole: Program) -> Iterator[tuple[Program, str, str, ast.Constant]]:
    """Of `glob.glob(os.path.join(FOLDER, "*.pt"))` the folder, the pattern and where it stands."""
    for call in ast.walk(whole.tree):
        if not isinstance(call, ast.Call) or not call.args:
            continue
        if ast.unparse(call.func).rpartition(".")[2] not in _CALLS:
            continue
        parts = [call.args[0]]
        if isinstance(parts[0], ast.Call) and ast.unparse(parts[0].func).endswith("path.join"):
            parts = parts[0].args
        if isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) != "glob":
            parts = [*_divided(call.func.value), *parts]
        texts = [_text(whole, part) for part in parts]
        last = parts[-1]
        if None in texts or not isinstance(last, ast.Constant) or not _wild(texts[-1]):
            continue
        folder, _, name = "/".join(t or "" for t in texts).rpartition("/")
        if not _wild(folder) and name in str(last.value):
            yield whole, folder, name, last


def _wild(text: str | None) -> bool:
    return "*" in (text or "")


def _divided(node: ast.expr) -> list[ast.expr]:
    """The parts of `Path("data") / "train"`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        return [*_divided(node.left), node.right]
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Path"):
        return list(node.args) or [ast.Constant(".")]
    return [node]


def _text(whole: Program, node: ast.expr) -> str | None:
    """A text that stands there, or that a name is set to once in the whole file."""
    if isinstance(node, ast.Name):
        sets = [
            n.value
            for n in ast.walk(whole.tree)
            if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == node.id
        ]
        if len(sets) != 1:
            return None
        texts = [_text(whole, part) for part in _divided(sets[0]) if part is not node]
        return None if None in texts or not texts else "/".join(t or "" for t in texts)
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, str) else None


def _found(folder: Path, pattern: str) -> int:
    return len(glob.glob(pattern, root_dir=folder, recursive=True)) if folder.is_dir() else 0


def _near(folder: Path, pattern: str) -> Iterator[str]:
    """Patterns that differ in a sign, in the ending, or look into the folders below."""
    yield pattern.replace("-", "_")
    yield pattern.replace("_", "-")
    stem, dot, ending = pattern.rpartition(".")
    if dot and ending.isalnum():
        there = [Path(name).suffix for name in glob.glob(f"{stem}.*", root_dir=folder)]
        if len(set(there)) == 1:
            yield stem + there[0]
    if not re.match(r"\*\*", pattern) and not any(folder.glob("*.*")):
        yield f"*/{pattern}"
