"""The data set whose rows the user's function was given: `rows` of `rows.map(tokenize)`."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene
from mlexplain.diagnose.facts.source import parse_line


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    for frame in scene.failure.frames:
        line = parse_line(frame.code) if frame.mine else None
        for node in ast.walk(line) if line else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if node.func.attr in ("map", "filter"):
                    return {"mapped": ast.unparse(node.func.value)}
    return {}
