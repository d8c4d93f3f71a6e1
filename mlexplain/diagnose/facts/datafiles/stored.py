"""The dictionary that a program reads back: as it saves it itself, or as the one JSON file has it that
it names."""

from __future__ import annotations

import ast
import json
from pathlib import Path

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
    return _file(found.program.tree) if not saved and saving == "json.dump" else None


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


def _file(tree: ast.Module) -> ast.expr | None:
    """What the one `.json` file holds that the program names, below the current folder."""
    names = {
        n.value
        for n in ast.walk(tree)
        if isinstance(n, ast.Constant) and isinstance(n.value, str) and n.value.endswith(".json")
    }
    if len(names) != 1:
        return None
    try:
        path = Path(names.pop()).resolve()
        if not path.is_relative_to(Path.cwd()) or path.stat().st_size > _MOST:
            return None
        value = json.loads(path.read_text(encoding="utf-8"))
        return ast.parse(repr(value), mode="eval").body if isinstance(value, dict) else None
    except (OSError, ValueError, RecursionError, MemoryError, SyntaxError):
        return None


def within(value: ast.expr | None, path: list[str]) -> ast.expr | None:
    """The part of a written-out dictionary that names lead to."""
    for name in path:
        pairs = zip(value.keys, value.values, strict=True) if isinstance(value, ast.Dict) else ()
        value = next((v for k, v in pairs if isinstance(k, ast.Constant) and k.value == name), None)
    return value
