"""The dictionary that a program reads back: as it saves it itself, or as the one JSON file has it that
it names."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

from mlexplain.diagnose.facts.code.origin import Origin

_SAVING = {
    "torch.load": "torch.save",
    "json.load": "json.dump",
    "json.loads": "json.dumps",
    "pickle.load": "pickle.dump",
    "joblib.load": "joblib.dump",
    "yaml.safe_load": "yaml.safe_dump",
    "yaml.load": "yaml.dump",
}
_MOST = 1_000_000  # bytes of a file


def stored(found: Origin) -> ast.expr | None:
    """The dictionary, as an expression, that a call such as `torch.load(path)` gives back."""
    call = found.value
    if not isinstance(call, ast.Call) or (saving := _SAVING.get(ast.unparse(call.func))) is None:
        return None
    saved = [
        n.args[0]
        for n in ast.walk(found.program.tree)
        if isinstance(n, ast.Call) and n.args and ast.unparse(n.func) == saving
    ]
    written = [_written(found.program.tree, n) for n in saved]
    if len(saved) == 1 and written[0] is not None:
        return written[0]
    if saved or saving not in ("json.dump", "yaml.dump", "yaml.safe_dump"):
        return None
    return _file(found.program.tree, (".json",) if saving == "json.dump" else (".yaml", ".yml"))


def _written(tree: ast.Module, value: ast.expr) -> ast.Dict | None:
    """The dictionary that is written out, or the one that the name is set to."""
    if isinstance(value, ast.Name):
        sets = [
            n.value
            for n in ast.walk(tree)
            if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == value.id
        ]
        value = sets[0] if len(sets) == 1 else value
    return value if isinstance(value, ast.Dict) else None


def _file(tree: ast.Module, endings: tuple[str, ...]) -> ast.expr | None:
    """What the one file of that kind holds that the program names, below the current folder."""
    names = {
        n.value
        for n in ast.walk(tree)
        if isinstance(n, ast.Constant) and isinstance(n.value, str) and n.value.endswith(endings)
    }
    if len(names) != 1:
        return None
    try:
        path = Path(names.pop()).resolve()
        if not path.is_relative_to(Path.cwd()) or path.stat().st_size > _MOST:
            return None
        text = path.read_text(encoding="utf-8")
        value = json.loads(text) if endings == (".json",) else _yaml(text)
        return ast.parse(repr(value), mode="eval").body if isinstance(value, dict) else None
    except (OSError, ValueError, RecursionError, MemoryError, SyntaxError):
        return None


_ENTRY = re.compile(r"( *)([A-Za-z_][\w-]*):(?: +([^#]*\S))?\s*(?:#.*)?")


def _yaml(text: str) -> dict[str, Any] | None:
    """The names of a configuration of plain entries, with those below them; None for another one."""
    whole: dict[str, Any] = {}
    levels: list[tuple[int, dict[str, Any]]] = [(-1, whole)]
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith(("#", "-", "---")):
            continue
        found = _ENTRY.fullmatch(line.rstrip())
        if found is None:
            return None
        depth = len(found[1])
        while levels[-1][0] >= depth:
            levels.pop()
        part: dict[str, Any] = {}
        levels[-1][1][found[2]] = found[3] if found[3] else part
        levels.append((depth, part))
    return whole or None


def within(value: ast.expr | None, path: list[str]) -> ast.expr | None:
    """The part of a written-out dictionary that names lead to."""
    for name in path:
        pairs = zip(value.keys, value.values, strict=True) if isinstance(value, ast.Dict) else ()
        value = next((v for k, v in pairs if isinstance(k, ast.Constant) and k.value == name), None)
    return value
