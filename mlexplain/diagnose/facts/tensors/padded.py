"""An array made of rows of different lengths, which the program then makes a tensor of."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.origin import origin, spot
from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The line with each row filled up with zeros: `np.array([row + [0] * … for row in rows])`."""
    rows, line, here = facts.get("handed"), parse_line(facts.get("call_line")), spot(scene)
    if here is None or not isinstance(rows, str) or not rows.isidentifier():
        return {}
    if not isinstance(line, ast.Assign) or not isinstance(line.targets[0], ast.Name):
        return {}
    fed = re.compile(rf"\b(?:from_numpy|tensor|as_tensor|fit)\({line.targets[0].id}\b")
    made = origin(scene, rows)
    lists = isinstance(made.value, ast.ListComp) if made else False
    if not lists or not isinstance(made.value.elt, (ast.ListComp, ast.List)):  # type: ignore[union-attr]
        return {}
    code = (facts.get("call_line") or "").strip()
    if not fed.search(here.program.text) or code.count(f"({rows}") != 1:
        return {}
    filled = f"[row + [0] * (max(map(len, {rows})) - len(row)) for row in {rows}]"
    return {"line_padded": code.replace(f"({rows}", f"({filled}")}
