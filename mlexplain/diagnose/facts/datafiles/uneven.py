"""The table beside the program whose rows `read_csv` finds uneven: how it is to be read."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.datafiles.disk import content, named
from mlexplain.diagnose.facts.scene import Scene

_KINDS = (".csv", ".tsv", ".txt", ".data", ".dat")
_SEPARATORS = (",", ";", "\t", "|")
_LINES = 400
_COMMA = re.compile(r"-?\d+,\d+")


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`uneven_file`, `uneven_arguments`: the table, and the arguments with which all of its rows have
    as many fields."""
    given = dict(facts.get("call_keywords") or {})
    at, seen = facts.get("file_line"), facts.get("seen")
    if {"header", "names", "skiprows", "engine", "comment"} & set(given) or not at or not seen:
        return {}
    sep = str(given.get("sep") or given.get("delimiter") or ",").strip("\"'")
    for name, path in named(scene, _KINDS).items():
        lines = (content(path) or "").splitlines()[:_LINES]
        if len(lines) < at or len(_parted(lines[at - 1], sep)) != seen:
            continue
        if arguments := _fitting(lines, sep, "decimal" in given):
            return {"uneven_file": name, "uneven_arguments": arguments}
    return {}


def _fitting(lines: list[str], sep: str, decimal_told: bool) -> str | None:
    others = [s for s in _SEPARATORS if s != sep and _columns(lines, s) > 1]
    if len(others) == 1:
        shown = others[0].replace("\t", "\\t")
        fields = [field for line in lines[1:] for field in _parted(line, others[0])]
        numbers = [field for field in fields if _COMMA.fullmatch(field.strip())]
        decimal = ', decimal=","' if numbers and not decimal_told else ""
        return f'sep="{shown}"{decimal}'
    above = next((n for n in range(1, min(30, len(lines) - 1)) if _columns(lines[n:], sep) > 1), 0)
    return f"skiprows={above}" if above and not others else None


def _columns(lines: list[str], sep: str) -> int:
    """How many fields every line has; 0 where they differ."""
    counts = {len(_parted(line, sep)) for line in lines if line.strip()}
    return counts.pop() if len(counts) == 1 else 0


def _parted(line: str, sep: str) -> list[str]:
    return next(csv.reader([line], delimiter=sep), []) if len(sep) == 1 else []
