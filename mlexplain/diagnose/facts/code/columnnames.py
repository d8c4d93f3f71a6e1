"""A name of a column that the program's one written-out table has nearly: the line that names it."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.entries import columns, nearest, strings, texts
from mlexplain.diagnose.facts.code.rewritten import exchanged, only, programs, told
from mlexplain.diagnose.facts.datafiles.disk import head, named
from mlexplain.diagnose.facts.datafiles.tablefile import parted
from mlexplain.diagnose.facts.scene import Scene


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {**_meant(scene, facts), "text_columns": _of_text(scene)}


def _of_text(scene: Scene) -> list[str] | None:
    """The columns that hold texts, of the one table that is written out or read from a `.csv`."""
    made = [n for whole in programs(scene) for n in ast.walk(whole.tree) if columns(n)]
    if len(made) == 1 and isinstance(made[0], ast.Call):
        return texts(made[0]) or None
    files = [] if made else list(named(scene, (".csv",)).values())
    rows = [parted(line, ",") for line in head(files[0])] if len(files) == 1 else []
    if len(rows) < 2 or any(len(row) != len(rows[0]) for row in rows):
        return None
    found = zip(*rows, strict=True)
    return [column[0] for column in found if not all(map(_number, column[1:]))] or None


def _number(text: str) -> bool:
    try:
        float(text or "nan")
    except ValueError:
        return False
    return True


def _meant(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
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
