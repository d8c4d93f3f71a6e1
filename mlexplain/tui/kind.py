"""What a paste is: a log, or code."""

from __future__ import annotations

import ast
import re
from typing import Literal

Kind = Literal["log", "code"]

_LOG_SIGNS = re.compile(
    r"Traceback \(most recent call last\)|^\s*[\w.]*(?:Error|Exception|Interrupt)\b.*:|"
    r"\b(?:ERROR|FATAL|Killed|Segmentation fault)\b|NVIDIA-SMI|terminate called|\[rank\d+\]",
    re.MULTILINE,
)
_CODE_SIGNS = re.compile(
    r"^\s*(?:>>> |In \[\d+\]: )?(?:import \w|from [\w.]+ import |def \w+\(|class \w+[(:]|for \w.* in |"
    r"with \w.*:|return\b|@\w|[\w.\[\], ]+ [-+*/@]?= )",
    re.MULTILINE,
)
_CELL = re.compile(
    r"^\s*(?:In|Out) ?\[\d+\]:|^-{5,} ?> \d+ |<ipython-input-|Cell In ?\[\d+\]", re.MULTILINE
)
# Unindented, as no source line of a traceback is.
_DEFINITIONS = re.compile(
    r"^(?:import \w[\w. ,]*$|from [\w.]+ import |def \w+\(.*:|class \w+[(:])", re.MULTILINE
)
_LOOKED_AT = 40_000
"""Characters at the beginning, and as many at the end: this runs at every key."""
_PARSED = 30_000
"""Characters; parsing more would be felt."""


def kind_of(text: str) -> Kind:
    """A log where errors stand in it, code where it is Python or looks like it; else a log."""
    start, end = text[:_LOOKED_AT], text[_LOOKED_AT:][-_LOOKED_AT:]
    failed = _LOG_SIGNS.search(start) or _LOG_SIGNS.search(end)
    if (len(start) <= _PARSED and _parses(start)) or (not failed and _CODE_SIGNS.search(start)):
        return "code"
    return "log"


def described(text: str) -> str:
    """What a person would call the text; "" for an empty one."""
    if not text.strip():
        return ""
    start, end = text[:_LOOKED_AT], text[_LOOKED_AT:][-_LOOKED_AT:]
    if "NVIDIA-SMI" in start:
        return "an nvidia-smi table"
    if _CELL.search(start):
        return "a notebook's cells"
    if kind_of(text) == "code":
        return "code"
    failed = _LOG_SIGNS.search(start) or _LOG_SIGNS.search(end)
    if failed and _DEFINITIONS.search(start):
        return "a log and code"
    return "a log"


def _parses(text: str) -> bool:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(not isinstance(n, ast.Expr) or isinstance(n.value, ast.Call) for n in tree.body)
