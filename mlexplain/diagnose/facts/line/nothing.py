"""A value that is None: the user's line with a test for it, or without keeping it."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene

_SO_FAR = re.compile(r"best|min|max|prev|last|lowest|highest|record|previous", re.I)
"""Names of what is None until something has come before."""
_IN_PLACE = {"append", "extend", "insert", "sort", "reverse", "update", "add", "remove", "clear"}


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    code = (facts.get("call_line") or "").strip()
    line = parse_line(code)
    return {**_tested(code, line, facts), "line_not_kept": _not_kept(line)}


def _tested(code: str, line: ast.stmt | None, facts: Mapping[str, Any]) -> dict[str, str]:
    """`if best is None or loss < best:` for `if loss < best:`."""
    if not isinstance(line, (ast.If, ast.While)) or not isinstance(line.test, ast.Compare):
        return {}
    left, right = line.test.left, line.test.comparators[0]
    sides = (facts.get("operand_left"), facts.get("operand_right"))
    if facts.get("ordered") or not all(sides):
        sides = (ast.unparse(left), ast.unparse(right))
    kinds = (facts.get("left"), facts.get("right"))
    lacking = [s for s, kind in zip(sides, kinds, strict=True) if kind == "NoneType" and s]
    if len(lacking) != 1 or not _SO_FAR.search(lacking[0]):
        return {}
    if not re.fullmatch(r"[\w.]+", lacking[0]):
        return {}
    head = "while" if isinstance(line, ast.While) else code.partition(" ")[0]
    tested = re.sub(rf"^{head}\s+", f"{head} {lacking[0]} is None or ", code, count=1)
    return {"line_none_first": tested, "none_operand": lacking[0]}


def _not_kept(line: ast.stmt | None) -> str | None:
    """`rows.append(x)` for `rows = rows.append(x)`."""
    if not isinstance(line, ast.Assign) or not isinstance(line.value, ast.Call):
        return None
    called = line.value.func
    if not isinstance(called, ast.Attribute) or called.attr not in _IN_PLACE:
        return None
    same = ast.unparse(called.value) == ast.unparse(line.targets[0])
    return ast.unparse(line.value) if same else None
