"""The user's line as it should stand, where a slip of the pen is all that is wrong."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_STRING = re.compile(r"(\"\"\"|'''|\"|')(?:\\.|(?!\1).)*?\1", re.S)


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    line = facts.get("call_line")
    if not line:
        return {}
    return {"closed_line": _closed(line.strip()), "suggested_line": _respelled(line, facts)}


def _closed(line: str) -> str | None:
    """The line with its open brackets closed; None where that alone does not make it Python."""
    head, colon = (line[:-1].rstrip(), ":") if line.endswith(":") else (line, "")
    missing: list[str] = []
    for sign in _STRING.sub("", head):
        if sign in _CLOSING:
            missing.append(_CLOSING[sign])
        elif missing and sign == missing[-1]:
            missing.pop()
    whole = head + "".join(reversed(missing)) + colon
    return whole if missing and _parses(whole + (" pass" if colon else "")) else None


def _parses(code: str) -> bool:
    try:
        ast.parse(code)
    except (SyntaxError, ValueError):
        return False
    return True


def _respelled(line: str, facts: Mapping[str, Any]) -> str | None:
    """The line with the name that Python suggests in the place of the unknown one."""
    wrong, right = facts.get("undefined"), facts.get("suggested")
    if not wrong or not right:
        return None
    whole = re.compile(rf"(?<!\w){re.escape(wrong)}(?!\w)")
    return whole.sub(lambda _: right, line) if whole.search(line) else None
