"""The file that is meant where the program names one that does not exist, and the line that names it."""

from __future__ import annotations

import ast
import difflib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mlexplain.diagnose.facts.code.files import Program, program
from mlexplain.diagnose.facts.code.rewritten import exchanged, only, programs, told
from mlexplain.diagnose.facts.datafiles.disk import below
from mlexplain.diagnose.facts.scene import Scene

_CLOSE = 0.8


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`near_path`: the one file below the current folder that a missing path nearly is;
    `path_line`, `path_mended`: the line whose text names it; `anchored_line`, `anchored_mended`:
    where the path exists as seen from here, the line with it taken from the program's own file."""
    asked = (facts.get("paths") or [""])[0].replace("\\", "/")
    if not asked or not Path(asked).suffix or Path.cwd() == Path("/"):
        return {}
    here = Path.cwd()
    if os.path.isabs(asked):
        if not asked.startswith(f"{here}/"):
            return {}
        asked = os.path.relpath(asked, here)
    if asked.startswith(".."):
        return {}
    if (here / asked).exists():
        return _anchored(scene, os.path.normpath(asked))
    there = [str(p.relative_to(here)) for p in below(here)]
    near = _near(asked, there)
    if near is None:
        return _deeper(scene, *os.path.split(os.path.normpath(asked)), there)
    return {"near_path": near, **_named(scene, os.path.normpath(asked), near)}


def _near(asked: str, there: list[str]) -> str | None:
    """The same name in another folder, else nearly the same name in the same one."""
    folder, name = os.path.split(os.path.normpath(asked))
    same = [path for path in there if os.path.basename(path).lower() == name.lower()]
    if same:
        return only(same)
    beside = [path for path in there if os.path.dirname(path) == folder]
    stem, ending = os.path.splitext(name)
    stems = [path for path in beside if os.path.splitext(os.path.basename(path))[0] == stem]
    alike = [p for p in beside if p.endswith(ending)]
    near = [p for p in alike if _alike(os.path.basename(p), name)]
    parted = _numbers(name)
    near = [p for p in near if _numbers(os.path.basename(p)) == parted]
    data = [p for p in stems if not p.endswith((".py", ".log", ".md", ".pyc"))]
    return only(near) or (only(data) if not near else None)


def _deeper(scene: Scene, folder: str, name: str, there: list[str]) -> dict[str, Any]:
    """Files of this name one folder deeper, and the line that keeps what `os.listdir` gives without
    the folder that it was asked of."""
    found = [p for p in there if os.path.basename(p) == name]
    found = [p for p in found if os.path.dirname(os.path.dirname(p)) == folder]
    if not found:
        return {}
    edits = []
    for whole in programs(scene):
        for loop in (n for n in ast.walk(whole.tree) if isinstance(n, ast.For)):
            joined = re.fullmatch(
                r"(?:sorted\()?os\.listdir\(os\.path\.join\(.+, (\w+)\)\)\)?",
                ast.unparse(loop.iter),
            )
            names = [
                n
                for call in ast.walk(loop)
                if joined and isinstance(call, ast.Call)
                if isinstance(call.func, ast.Attribute) and call.func.attr == "append"
                for argument in call.args
                for n in (getattr(argument, "elts", None) or [argument])
                if isinstance(n, ast.Name) and n.id == ast.unparse(loop.target)
            ]
            if joined and len(names) == 1:
                text = f"os.path.join({joined[1]}, {names[0].id})"
                edits.append(exchanged(whole, names[0], text))
    edit = only(edits)
    return {"deeper_path": found[0], **(told("folder_kept", edit) if edit else {})}


def _numbers(name: str) -> list[str]:
    """Files that differ in a number are different files."""
    return re.findall(r"\d+", name)


def _shortened(one: str, other: str) -> bool:
    """Whether a word is another one, or its beginning: `val` and `validation`."""
    short, whole = sorted((one, other), key=len)
    return short == whole or (len(short) > 2 and whole.startswith(short))


def _alike(one: str, other: str) -> bool:
    words = [sorted(re.split(r"[\W_]+", name.lower())) for name in (one, other)]
    if words[0] == words[1]:  # `best_model.pt` and `model_best.pt`
        return True
    parts = [re.split(r"[\W_]+", name.lower()) for name in (one, other)]
    if len(parts[0]) == len(parts[1]) and all(map(_shortened, *parts)):
        return True
    return difflib.SequenceMatcher(None, one.lower(), other.lower(), False).ratio() >= _CLOSE


def _named(scene: Scene, asked: str, near: str) -> dict[str, Any]:
    """The one text of the program that the path ends with, and what it has to be."""
    found = []
    for whole in programs(scene):
        for node in ast.walk(whole.tree):
            value = node.value if isinstance(node, ast.Constant) else None
            if isinstance(value, str) and (new := _exchanged(value, asked, near)):
                found.append((whole, node, new))
    one = only(found or list(_stems(scene, asked, near)))
    if one is None:
        return {}
    whole, node, new = one
    text = ast.get_source_segment(whole.text, node) or ""
    if text.count(node.value) != 1:
        return {}
    return told("path", exchanged(whole, node, text.replace(node.value, new)))


def _anchored(scene: Scene, asked: str) -> dict[str, Any]:
    """The line with a path from the program's own file, where it was started in another folder."""
    for frame in reversed(scene.own_frames):
        whole, file = program(scene, frame), Path(frame.file).resolve()
        if whole is None or not file.is_relative_to(Path.cwd()):
            continue
        nodes = [n for n in ast.walk(whole.tree) if isinstance(n, ast.Constant)]
        texts = [n for n in nodes if isinstance(n.value, str) and n.value]
        found = only([n for n in texts if os.path.normpath(str(n.value)) == asked])
        if found is None:
            continue
        up = len(file.relative_to(Path.cwd()).parts) - 1
        folder = "parent" if up == 0 else f"parents[{up}]"
        written = ast.get_source_segment(whole.text, found) or repr(asked)
        edit = exchanged(whole, found, f"Path(__file__).resolve().{folder} / {written}")
        if edit is None:
            continue
        return {"anchored_line": edit.line, "anchored_mended": edit.changed}
    return {}


def _stems(scene: Scene, asked: str, near: str) -> Iterator[tuple[Program, ast.Constant, str]]:
    """The texts that are the file's name without its ending: `load("validation")`."""
    if os.path.dirname(asked) != os.path.dirname(near):
        return
    old, new = (os.path.splitext(os.path.basename(path))[0] for path in (asked, near))
    for whole in programs(scene):
        for node in ast.walk(whole.tree):
            if isinstance(node, ast.Constant) and node.value == old:
                yield whole, node, new


def _exchanged(value: str, asked: str, near: str) -> str | None:
    """What the text that makes the whole path, or its end, must be: `train.csv` below `data`."""
    whole = os.path.normpath(value) if value.strip() else ""
    if whole == asked:
        return near
    if whole and asked.endswith(f"/{whole}"):
        folder = asked[: -len(whole)]
        if near.startswith(folder):
            return near.removeprefix(folder)
    return None
