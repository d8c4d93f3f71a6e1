"""The import that an unknown but well-known name wants (`rules/imports.toml`)."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from mlexplain.diagnose.facts.scene import Scene
from mlexplain.resources import rules_dir
from mlexplain.toml import tomllib


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    """Name → the line that imports it alone."""
    lines = tomllib.loads((rules_dir() / "imports.toml").read_text(encoding="utf-8"))["lines"]
    known: dict[str, str] = {}
    for line in lines:
        statement = ast.parse(line).body[0]
        assert isinstance(statement, ast.Import | ast.ImportFrom)
        for alias in statement.names:
            name = alias.asname or alias.name.partition(".")[0]
            head = line.partition("import ")[0]
            known[name] = f"{head}import {ast.unparse(alias)}"
    return known


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    line = _known().get(facts.get("undefined") or "")
    return {"import_line": line} if line else {}
