"""A list that gets one entry per batch where its like gets one per example: `append` for `extend`."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.origin import spot
from mlexplain.diagnose.facts.scene import Scene


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`appended_line`, `appended_mended`: of two compared lists the line that appends to the shorter
    one, where the program extends the other."""
    counts, here = facts.get("counts") or [], spot(scene)
    names = [facts.get("handed"), facts.get("handed_second")]
    if here is None or len(counts) != 2 or not all(names) or counts[0] == counts[1]:
        return {}
    short, long = names if counts[0] < counts[1] else names[::-1]
    calls = [
        (ast.unparse(node.value.func), here.program.written(node))
        for node in ast.walk(here.program.tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    ]
    lines = [line for called, line in calls if called == f"{short}.append"]
    extended = any(called == f"{long}.extend" for called, _ in calls)
    if len(lines) != 1 or not extended:
        return {}
    changed = lines[0].replace(f"{short}.append(", f"{short}.extend(", 1)
    return {"appended_line": lines[0], "appended_mended": changed}
