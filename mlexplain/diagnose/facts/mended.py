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
    return {
        "closed_line": _closed(line.strip()),
        "suggested_line": _respelled(line, facts),
        "renamed_line": _renamed(line, facts),
    }


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


def _renamed(line: str, facts: Mapping[str, Any]) -> str | None:
    """The line with the name, or the argument, that took the place of the removed one."""
    old, new = facts.get("old_name"), (facts.get("new_name") or "").removesuffix("=")
    if not old or not new or not re.fullmatch(r"[\w.]+", new):
        return None
    if argument := re.fullmatch(r"[\w.]+\((\w+)\)", old):
        changed, count = re.subn(rf"\b{argument[1]}(\s*=)(?!=)", rf"{new}\1", line)
        return changed if count == 1 else None
    dotted = re.findall(rf"(?<![\w.])(?:\w+\.)+{re.escape(old.rpartition('.')[2])}\b", line)
    if len(dotted) != 1:
        return None
    holder = dotted[0].rpartition(".")[0]
    module = old.rpartition(".")[0]
    whole = module.islower() and new.split(".")[0] in (module, holder, "np", "pd", "torch")
    name = new.replace("np.", "numpy.", 1) if holder == "numpy" else new
    return line.replace(dotted[0], name if whole else f"{holder}.{new.rpartition('.')[2]}")
