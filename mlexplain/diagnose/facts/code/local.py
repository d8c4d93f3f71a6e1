"""Why a name is local to a function: what the line that failed shows of it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene

_ORDERED = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    name, line = facts.get("variable"), parse_line(facts.get("call_line"))
    if not isinstance(name, str) or line is None:
        return {}
    return {"set_here": _sets(line, name) or None, "measured": _measures(line, name) or None}


def _reads(part: ast.AST, name: str) -> bool:
    return any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(part))


def _sets(line: ast.stmt, name: str) -> bool:
    """Whether the line itself makes the name local: `seen += 1`, `seen = seen + 1`."""
    if isinstance(line, ast.AugAssign):
        return isinstance(line.target, ast.Name) and line.target.id == name
    if not isinstance(line, ast.Assign) or not _reads(line.value, name):
        return False
    if any(isinstance(n, ast.comprehension) and _reads(n.target, name) for n in ast.walk(line)):
        return False
    return any(isinstance(t, ast.Name) and t.id == name for t in line.targets)


def _measures(line: ast.stmt, name: str) -> bool:
    """Whether an `if` compares the name with something that is no constant: `if loss < lowest`."""
    if not isinstance(line, ast.If):
        return False
    for node in (n for n in ast.walk(line.test) if isinstance(n, ast.Compare)):
        if len(node.ops) == 1 and isinstance(node.ops[0], _ORDERED):
            sides = (node.left, node.comparators[0])
            named = [isinstance(s, ast.Name) and s.id == name for s in sides]
            if sum(named) == 1 and not isinstance(sides[named.index(False)], ast.Constant):
                return True
    return False
