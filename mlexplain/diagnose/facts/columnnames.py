"""A name of a column that the program's one written-out table has nearly: the line that names it."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.entries import columns, nearest, strings
from mlexplain.diagnose.facts.rewritten import exchanged, only, programs, told
from mlexplain.diagnose.facts.scene import Scene


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    asked = only(re.findall(r"[\"']([^\"']+)[\"']", str(facts.get("missing_columns") or "")))
    known = programs(scene) if asked else []
    tables = [c for whole in known for n in ast.walk(whole.tree) if (c := columns(n))]
    names = (only(tables) or list(facts.get("table_columns") or ())) if known else []
    near = nearest(asked, names) if names and asked not in names else None
    places = [
        (whole, node)
        for whole in known
        for node in ast.walk(whole.tree)
        if near and isinstance(node, ast.Constant) and strings([node]) == [asked]
    ]
    if not (one := only(places)):
        return {}
    edit = exchanged(one[0], one[1], f'"{near}"')
    return {"column_meant": near, **told("column_named", edit)}
