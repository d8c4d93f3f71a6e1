"""The JSON file beside the program whose records are looked for on another level than they lie on."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.origin import Origin, origin
from mlexplain.diagnose.facts.code.rewritten import Edit, exchanged, told
from mlexplain.diagnose.facts.datafiles.disk import content, named
from mlexplain.diagnose.facts.scene import Scene


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`records_line`, `records_mended`: the line that goes through the records where they lie;
    `records_file`, `records_at`: the file, and the entry that holds them."""
    holder = str(facts.get("holder_of_key") or "")
    asked = str(facts.get("key_asked") or "").strip("\"'")
    found = origin(scene, holder)
    if found is None or not asked:
        return {}
    for name, value in _values(scene):
        if isinstance(found.value, ast.Starred):
            if known := _inside(scene, found, value, asked):
                return {"records_file": name} | known
        elif _loaded(found) and _records(value) and not any(asked in row for row in value):
            return {"records_file": name} | told("records", _whole(scene, facts, holder, asked))
    return {}


def _values(scene: Scene) -> list[tuple[str, Any]]:
    """What the one JSON file holds that the program names."""
    files = named(scene, (".json",))
    if len(files) != 1:
        return []
    name, path = next(iter(files.items()))
    try:
        return [(name, json.loads(content(path) or ""))]
    except (ValueError, RecursionError):
        return []


def _loaded(found: Origin | None) -> bool:
    value = found.value if found else None
    return isinstance(value, ast.Call) and ast.unparse(value.func) in ("json.load", "json.loads")


def _records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


def _whole(scene: Scene, facts: Mapping[str, Any], holder: str, asked: str) -> Edit | None:
    """`for row in data["rows"]:` as `for row in data:`, where the file is the list itself."""
    line = str(facts.get("code") or "").strip()
    written = [f'{holder}["{asked}"]', f"{holder}['{asked}']"]
    found = [text for text in written if line.count(text) == 1]
    if len(found) != 1 or not scene.failure.frames:
        return None
    return Edit(facts.get("line") or 0, line, line.replace(found[0], holder))


def _inside(scene: Scene, found: Origin, value: Any, asked: str) -> dict[str, Any]:
    """`for row in data:` as `for row in data["rows"]:`, where only that entry has such records."""
    loop = found.statement
    if not isinstance(loop, ast.For) or not isinstance(loop.iter, ast.Name):
        return {}
    if not isinstance(value, dict) or not _loaded(origin(scene, loop.iter.id)):
        return {}
    places = [k for k, rows in value.items() if _records(rows) and asked in rows[0]]
    if len(places) != 1:
        return {}
    edit = exchanged(found.program, loop.iter, f'{loop.iter.id}["{places[0]}"]')
    return {"records_at": places[0], **told("records", edit)}
