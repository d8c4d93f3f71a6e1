"""A matrix product's two shapes: which numbers disagree, and whether flattening would help."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    left, right = facts.get("left"), facts.get("right")
    stated = facts.get("shapes") or []
    if (
        left is None and len(stated) == 2 and "mat1" in scene.failure.message
    ):  # a translated message: the shapes in their order
        left, right = stated
    names = [n for n in facts.get("call_names") or [] if n not in ("self", "torch", "F", "nn")]
    line = facts.get("call_line") or ""
    right_name = _right_operand(line, facts.get("call_arguments") or [])
    result: dict[str, Any] = {
        "right_operand": right_name,
        "linear": True if "linear" in (facts.get("frames") or []) or _linear(scene) else None,
        "shape_prints": ", ".join(f"{n}.shape" for n in names if f"self.{n}" not in line) or None,
    }
    if not (isinstance(left, list) and isinstance(right, list) and len(left) == len(right) == 2):
        return result
    rows, columns = left
    wanted = right[0]
    result |= {
        "left_rows": rows,
        "left_columns": columns,
        "right_rows": wanted,
        "right_columns": right[1],
        "transposed": True if columns == right[1] else None,
    }
    if columns and wanted > columns and wanted % columns == 0 and rows % (wanted // columns) == 0:
        result["flattened"] = f"{wanted // columns} × {columns}"
    return result


_AT = re.compile(r"@ ?([A-Za-z_][\w.]*)")


def _right_operand(line: str, arguments: list[str]) -> str | None:
    """The second factor of `a @ b`, `torch.mm(a, b)`, `a.matmul(b)`."""
    if found := _AT.search(line):
        return found.group(1)
    if re.search(r"\b(?:matmul|mm|bmm)\(", line) and arguments:
        return arguments[-1] if arguments[-1].isidentifier() else None
    return None


def _linear(scene: Scene) -> bool:
    return any("linear" in (f.code or "") or "linear.py" in f.file for f in scene.failure.frames)
