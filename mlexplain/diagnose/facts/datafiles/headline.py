"""The first line of a table, which names the columns, where a loop takes it for a row."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.origin import origin, spot
from mlexplain.diagnose.facts.datafiles.disk import head, named
from mlexplain.diagnose.facts.scene import Scene

_KINDS = (".csv", ".tsv", ".txt", ".data")


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`headline`, `headline_mended`: the head of the loop over the rows, and the same below a
    `next(…)`; `headline_file`."""
    here, value = spot(scene), str(facts.get("text_value") or "")
    if here is None or not value or value[0].isdigit():
        return {}
    files = [name for name, path in named(scene, _KINDS).items() if _first(head(path), value)]
    if len(files) != 1:
        return {}
    loops = [
        n
        for n in ast.walk(here.program.tree)
        if isinstance(n, ast.For) and n.lineno < here.line <= (n.end_lineno or 0)
    ]
    loop = max(loops, key=lambda n: n.lineno, default=None)
    if loop is None or (rows := _rows(scene, loop.iter)) is None:
        return {}
    line = here.program.written(loop)
    if "\n" in line:
        return {}
    above = f"next({rows})    # the line with the columns' names"
    return {"headline": line, "headline_mended": f"{above}\n{line}", "headline_file": files[0]}


def _first(lines: list[str], value: str) -> bool:
    """Whether a text stands in the first line and in none after it."""
    return bool(lines) and value in lines[0] and not any(value in line for line in lines[1:])


def _rows(scene: Scene, over: ast.expr) -> str | None:
    """What gives the rows one by one: a `csv.reader`, or an open file."""
    if isinstance(over, ast.Call) and ast.unparse(over.func) == "csv.reader" and over.args:
        return ast.unparse(over.args[0]) if isinstance(over.args[0], ast.Name) else None
    if not isinstance(over, ast.Name):
        return None
    found = origin(scene, over.id)
    called = found.value if found else None
    if isinstance(called, ast.Call) and ast.unparse(called.func) in ("csv.reader", "open"):
        return over.id
    return None
