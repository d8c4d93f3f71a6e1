"""What the user's line looks up: the tensor that is used as an index, and the table."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene

_TABLE = re.compile(r"emb|word|token|vocab|gather|index_select|lookup|wte|wpe", re.I)


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    if not _TABLE.search(facts.get("call_line") or ""):
        return {}
    names = [n for n in facts.get("call_names") or [] if n not in ("self", "torch", "F", "nn")]
    if not names:
        return _inner(facts.get("call_line"))
    return {"looked_up": names[0], "table_of": _table(facts.get("call_line"), names[0])}


def _inner(code: str | None) -> dict[str, Any]:
    """Both of the `self.words(ids)` in `self.words(ids).permute(1, 0)`."""
    line = parse_line(code)
    for node in ast.walk(line) if line is not None else ():
        if (
            isinstance(node, ast.Call)
            and len(node.args) == 1
            and isinstance(node.args[0], ast.Name)
        ):
            table = ast.unparse(node.func)
            if _TABLE.search(table.rpartition(".")[2]):
                return {"looked_up": node.args[0].id, "table_of": table}
    return {}


def _table(code: str | None, index: str) -> str | None:
    """The `self.words` of `self.words(ids)`."""
    line = parse_line(code)
    for node in ast.walk(line) if line is not None else ():
        if isinstance(node, ast.Call) and node.args:
            first, table = node.args[0], ast.unparse(node.func)
            if isinstance(first, ast.Name) and first.id == index:
                return table if _TABLE.search(table.rpartition(".")[2]) else None
    return None
