"""The line of the forward pass that anomaly detection names, and what it makes, as a copy."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene

_DETECTED = re.compile(r"Error detected in (\w+)")
_NUMBERED = re.compile(r"\d*$")


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`detected_line`, `detected_number`: the user's innermost line of that pass; `detected_copied`:
    the same with a copy of the result, where the value that was overwritten is just this."""
    before = [f for f in scene.trace.failures if f.lines[0] < scene.failure.lines[0]]
    told = [m for f in before if (m := _DETECTED.search(f.message or ""))]
    frames = [x for f in before if f.exception is None for x in f.frames if x.mine and x.code]
    if not told or not frames:
        return {}
    line = parse_line(frames[-1].code)
    result: dict[str, Any] = {
        "detected_line": (frames[-1].code or "").strip(),
        "detected_number": frames[-1].line,
    }
    own = _NUMBERED.sub("", str(facts.get("operation") or "")).removesuffix("Backward")
    same = own and own == _NUMBERED.sub("", told[-1][1]).removesuffix("Backward")
    if same and isinstance(line, ast.Assign) and isinstance(line.value, ast.Call):
        if len(line.targets) == 1 and isinstance(line.targets[0], ast.Name):
            result["detected_made"] = line.targets[0].id
            result["detected_copied"] = f"{result['detected_line']}.clone()"
    return result
