"""A line that takes a value apart into another number of names: the line as it was meant."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene
from mlexplain.diagnose.facts.source import parse_line

_LABEL = re.compile(
    r"^(?:y|lab\w*|target|cls|class\w*|tag|id|idx|score|rating|sent\w*|len\w*|n|num\w*"
    r"|\w+_(?:id|label|idx))$"
)
_FIRST = re.compile(r"^(?:k|key|name|word|token|img|image|file\w*|path|fname|field)$")
"""What stands first in a row, before text that may hold the separator."""


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    line = parse_line(facts.get("call_line"))
    if not isinstance(line, ast.Assign) or not isinstance(line.targets[0], (ast.Tuple, ast.List)):
        return {}
    names = [ast.unparse(e) for e in line.targets[0].elts]
    result: dict[str, Any] = {"line_all_taken": _with_all(line, names)}
    split = line.value
    if isinstance(split, ast.Call) and isinstance(split.func, ast.Attribute):
        if split.func.attr in ("split", "rsplit") and len(split.args) < 2 and not split.keywords:
            result |= _split(line, split, names)
    return result


def _with_all(line: ast.Assign, names: list[str]) -> str | None:
    """`net, opt = prepare(net, opt, loader)` with every argument taken back."""
    given = line.value.args if isinstance(line.value, ast.Call) else []
    handed = [ast.unparse(a) for a in given]
    if not set(names) < set(handed) or not all(re.fullmatch(r"[\w.]+", h) for h in handed):
        return None
    return f"{', '.join(handed)} = {ast.unparse(line.value)}"


def _split(line: ast.Assign, call: ast.Call, names: list[str]) -> dict[str, str]:
    """`text, label = row.split(",")` for rows with more separators, and for rows with fewer."""
    assert isinstance(call.func, ast.Attribute)
    source, targets = ast.unparse(call.func.value), ", ".join(names)
    sign = ast.unparse(call.args[0]) if call.args else "None"
    whole = ast.unparse(call)
    times = len(names) - 1
    if sign == "'\\t'" and not _LABEL.match(names[0]):
        cut = f"{whole}[:{len(names)}]"
    elif _LABEL.match(names[-1]) and not _LABEL.match(names[0]) and not _FIRST.match(names[0]):
        cut = f"{source}.rsplit({sign}, {times})"
    else:
        cut = f"{source}.split({sign}, {times})"
    return {
        "line_split_once": f"{targets} = {cut}",
        "line_split_kept": f"parts = {whole}\nif len(parts) != {len(names)}:\n    continue    "
        f"# an empty line, a heading, or one without {sign if call.args else 'blanks'}\n"
        f"{targets} = parts",
    }
