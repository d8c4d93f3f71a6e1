"""The data set whose rows the user's function was given, `rows` of `rows.map(tokenize)`, and that line."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    for frame in scene.failure.frames:
        line = parse_line(frame.code) if frame.mine else None
        for node in ast.walk(line) if line else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if node.func.attr in ("map", "filter"):
                    found: dict[str, Any] = {"mapped": ast.unparse(node.func.value)}
                    if line is not None and (changed := _returning(line, node)):
                        code = (frame.code or "").strip()
                        found |= {"mapped_line": code, "mapped_returning": changed}
                    return found
    return {}


def _returning(line: ast.stmt, call: ast.Call) -> str | None:
    """`rows.map(count)` with a function that gives a column: `lambda row: {"count": count(row)}`."""
    if not call.args or any(k.arg in ("batched", "input_columns") for k in call.keywords):
        return None
    function = call.args[0]
    if isinstance(function, ast.Name):
        text = f'lambda row: {{"{function.id}": {function.id}(row)}}'
    elif isinstance(function, ast.Lambda) and len(function.args.args) == 1:
        text = f'lambda {function.args.args[0].arg}: {{"value": {ast.unparse(function.body)}}}'
    else:
        return None
    call.args[0] = ast.parse(text, mode="eval").body
    return ast.unparse(line)
