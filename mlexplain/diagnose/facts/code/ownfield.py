"""A property that reads or sets itself, and the line with the field that is meant."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    name, line = facts.get("function"), parse_line(facts.get("call_line"))
    if not isinstance(name, str) or not name.isidentifier() or name.startswith("_") or line is None:
        return {}
    own = [
        n
        for n in ast.walk(line)
        if isinstance(n, ast.Attribute) and n.attr == name and getattr(n.value, "id", "") == "self"
    ]
    called = [n.func for n in ast.walk(line) if isinstance(n, ast.Call)]
    if not own or any(n in called for n in own):
        return {}
    for part in own:
        part.attr = f"_{name}"
    return {"own_field": name, "line_own_field": ast.unparse(line)}
