"""What an object holds that belongs to one process: an open file, a connection, a lock."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.rewritten import programs
from mlexplain.diagnose.facts.scene import Scene

_OPENS = {
    "TextIOWrapper": r"open",
    "BufferedReader": r"open",
    "File": r"File",
    "h5py": r"File",
    "lock": r"R?Lock|Condition|Event|Semaphore",
    "Connection": r"connect",
    "socket": r"socket|create_connection",
}


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`held`, `held_line`: the attribute that alone is made so, and the line that makes it."""
    thing = str(facts.get("thing") or "")
    calls = [pattern for word, pattern in _OPENS.items() if word in thing]
    if not calls:
        return {}
    found = [
        (node.targets[0].attr, whole.written(node))
        for whole in programs(scene)
        for node in ast.walk(whole.tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        if isinstance(node.targets[0], ast.Attribute)
        and ast.unparse(node.targets[0].value) == "self"
        and re.fullmatch(calls[0], ast.unparse(node.value.func).rpartition(".")[2])
    ]
    return {"held": found[0][0], "held_line": found[0][1]} if len(found) == 1 else {}
