"""A file asked for by its bare name: from which folder's list the program has it."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.origin import origin
from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene

_WRAPPED = {"sorted", "tqdm", "list", "reversed", "enumerate"}


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`bare_name`: the variable that the line opens, where the path is a name without a folder;
    `listed_folder`, `listed_name`: of `for name in os.listdir(folder)`; `missing_folder`: the path's."""
    path = (facts.get("paths") or [""])[0]
    line = parse_line(facts.get("call_line"))
    if folder := re.match(r"(.+)[\\/][^\\/]+\.\w+$", path):
        return {"missing_folder": folder[1]}
    if not path or re.search(r"[\\/]", path) or line is None:
        return {}
    given = {
        node.id
        for call in ast.walk(line)
        if isinstance(call, ast.Call)
        for node in call.args[:1]
        if isinstance(node, ast.Name)
    }
    if len(given) != 1:
        return {}
    name = given.pop()
    found = origin(scene, name)
    over = found.value if found else None
    over = over.value if isinstance(over, ast.Starred) else over
    while isinstance(over, ast.Call) and over.args and ast.unparse(over.func) in _WRAPPED:
        over = over.args[0]
    if isinstance(over, ast.Call) and ast.unparse(over.func) in ("os.listdir", "listdir"):
        if over.args:
            return {"listed_folder": ast.unparse(over.args[0]), "listed_name": name}
    return {"bare_name": name}
