"""A path with a `~` that nobody has expanded, and the user's line that expands it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    path = (facts.get("paths") or [None])[0]
    if not isinstance(path, str) or not (path.startswith("~/") or "/~/" in path):
        return {}
    return {
        "home_lost": path[path.index("~/") :],
        "line_expanded": _expanded((facts.get("call_line") or "").strip()),
    }


def _expanded(code: str) -> str | None:
    """The line with its one text that begins with `~/` expanded."""
    line = parse_line(code)
    if line is None or any(isinstance(n, ast.JoinedStr) for n in ast.walk(line)):
        return None
    texts = [n.value for n in ast.walk(line) if isinstance(n, ast.Constant)]
    home = [t for t in texts if isinstance(t, str) and t.startswith("~/")]
    if len(home) != 1 or "expanduser" in code:
        return None
    spelt = [q + home[0] + q for q in ('"', "'") if code.count(q + home[0] + q) == 1]
    return code.replace(spelt[0], f"os.path.expanduser({spelt[0]})") if len(spelt) == 1 else None
