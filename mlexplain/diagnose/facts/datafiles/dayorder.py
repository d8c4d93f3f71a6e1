"""A date whose first or second number cannot be a month, and the format that reads it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    date, told = facts.get("date"), facts.get("told_format")
    if not isinstance(date, str) or not isinstance(told, str):
        return {}
    fitting = _swapped(told)
    if fitting is None or not _reads(date, fitting) or _reads(date, told):
        return {}
    code = (facts.get("call_line") or "").strip()
    return {
        "fitting_format": fitting,
        "day_first": fitting.index("%d") < fitting.index("%m") or None,
        "line_fitting": _mended(code, told, fitting),
    }


def _swapped(told: str) -> str | None:
    """`%d-%m-%Y` for `%m-%d-%Y`, where both stand there once."""
    if told.count("%d") != 1 or told.count("%m") != 1:
        return None
    return told.replace("%d", "\0").replace("%m", "%d").replace("\0", "%m")


def _reads(date: str, told: str) -> bool:
    try:
        datetime.strptime(date, told)
    except ValueError:
        return False
    return True


def _mended(code: str, told: str, fitting: str) -> str | None:
    """The line with the other format where it spells one, or with `format=` for `to_datetime`."""
    line = parse_line(code)
    if line is None or "\n" in code or not code.isascii():
        return None
    nodes = [n for n in ast.walk(line) if isinstance(n, (ast.Constant, ast.Call))]
    spelt = [n for n in nodes if isinstance(n, ast.Constant) and n.value == told]
    if spelt:
        return code.replace(told, fitting) if code.count(told) == 1 else None
    calls = [n for n in nodes if getattr(getattr(n, "func", None), "attr", None) == "to_datetime"]
    if len(calls) != 1 or not isinstance(calls[0], ast.Call) or len(calls[0].args) != 1:
        return None
    named = {k.arg for k in calls[0].keywords} & {None, "format", "dayfirst"}
    end = (calls[0].end_col_offset or 0) - 1
    if named or code[end : end + 1] != ")":
        return None
    return f'{code[:end]}, format="{fitting}"{code[end:]}'
