"""Where the user's own modules below the current folder define a name that an import or a line lacks."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mlexplain.diagnose.facts.code.entries import nearest
from mlexplain.diagnose.facts.code.files import file_text
from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.datafiles.disk import below
from mlexplain.diagnose.facts.paste.place import user_frame
from mlexplain.diagnose.facts.scene import Scene

_FILES = 300


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`own_near`, `own_near_line`: what a module of the user's defines in place of a name that is
    imported from it; `own_import`, `own_import_line`: the import of a name from the one module
    that defines it."""
    name, own_file = facts.get("undefined"), facts.get("own_file")
    if not name or not name.isidentifier():
        return {}
    if own_file and (near := _near(name, own_file)):
        return {"own_near": near, "own_near_line": _as(facts.get("call_line"), name, near)}
    line = facts.get("call_line") or ""
    if own_file and ("," in line or " as " in line):
        return {}
    module = _module(scene, name)
    return {"own_import": f"from {module} import {name}"} if module else {}


def _near(name: str, own_file: str) -> str | None:
    text = file_text(own_file)
    known = [n for n in _defined(text) if n[:1].isupper() == name[:1].isupper()] if text else []
    if name in known:
        return None  # the file was changed since
    longer = [n for n in known if name.lower() in n.lower() or n.lower() in name.lower()]
    longer = [n for n in longer if len(n) > 2]
    return nearest(name, known) or (longer[0] if len(longer) == 1 else None)


def _defined(text: str) -> Iterator[str]:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in tree.body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (t.id for t in node.targets if isinstance(t, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def _as(code: str | None, name: str, near: str) -> str | None:
    """The import of what is meant, under the name that the rest of the file uses."""
    line = (code or "").strip()
    node = parse_line(line)
    if not isinstance(node, ast.ImportFrom) or name not in [a.name for a in node.names]:
        return None
    head, _, names = line.partition(" import ")
    renamed = any(a.name == name and a.asname for a in node.names)
    new = near if renamed else f"{near} as {name}"
    return f"{head} import " + re.sub(rf"\b{re.escape(name)}\b", new, names, count=1)


def _module(scene: Scene, name: str) -> str | None:
    """The one module beside the program that defines a function or class of this name."""
    frame = user_frame(scene.failure)
    script = Path(frame.file).resolve() if frame and frame.file else None
    if script is None or file_text(str(script)) is None:
        return None
    wanted = re.compile(rf"^(?:def|class|async def) {re.escape(name)}\b", re.M)
    found = []
    for count, path in enumerate(p for p in below(Path.cwd()) if p.suffix == ".py"):
        if count >= _FILES or path.resolve() == script:
            continue
        if (text := file_text(str(path))) and wanted.search(text):
            found.append(path.resolve())
    if len(found) != 1:
        return None
    first = _first(scene, script)
    base = first if found[0].is_relative_to(first) else None
    if base is None:
        return None
    parts = found[0].relative_to(base).with_suffix("").parts
    return ".".join(parts) if all(part.isidentifier() for part in parts) else None


def _first(scene: Scene, script: Path) -> Path:
    """The folder that the program's imports start from: the started script's, or, of a module run
    by `python -m` or pytest, the current one."""
    started = next((f for f in scene.own_frames if f.file), None)
    if started is None or any(f.function == "_run_module_as_main" for f in scene.failure.frames):
        return Path.cwd()
    return Path(started.file).resolve().parent
