"""A number written with a sign, a unit or a comma, and the user's line that takes it off."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.line.carets import with_carets
from mlexplain.diagnose.facts.paste.place import user_frame
from mlexplain.diagnose.facts.scene import Scene

_WRITTEN = re.compile(
    r"\s*(?P<before>[$€£]?)\s?(?P<number>[-+]?\d[\d.,]*)\s?(?P<unit>[A-Za-zµ°%€$£/²³]{0,8})\s*$"
)
_DECIMAL_COMMA = re.compile(r"[-+]?\d+,\d+$")
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?$")
_FACTORS = {"k": "1_000", "K": "1_000", "M": "1_000_000"}
_EXPONENT = re.compile(r"[eE]$")


_MISSING = re.compile(r"(?i)(?:n/?a|#n/a|null|none|missing|unknown|nil|\?|-{1,3}|\.|<na>)?")
"""What tables write where a value is missing."""


def _missing(scene: Scene, word: Any, line: ast.stmt | None) -> dict[str, Any]:
    """The user's line with `number(x)` for every `float(x)` where the text marks a missing value."""
    text = str(word).strip() if isinstance(word, str) else None
    if text is None or not _MISSING.fullmatch(text) or line is None:
        return {}
    for node in ast.walk(line):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "float":
                node.func.id = "number"
            elif node.func.id == "map" and ast.unparse(node.args[0]) == "float":
                node.args[0] = ast.Name("number")
    changed = ast.unparse(line)
    return {"missing_mark": text, "missing_line": changed} if "number" in changed else {}


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    written = facts.get("word") or facts.get("text_value")
    if absent := _missing(scene, written, parse_line(facts.get("call_line"))):
        return absent
    match = _WRITTEN.match(written) if isinstance(written, str) else None
    if match is None or _EXPONENT.match(match["unit"]):
        return {}
    taken = _taken(match)
    if taken is None:
        return {}
    frame, line = user_frame(scene.failure), parse_line(facts.get("call_line"))
    unit = match["unit"] or None
    factor = _FACTORS.get(match["unit"])
    result = {"unit": unit, "unit_factor": factor, "unit_taken": taken}
    values = _mend(line, frame.marked if frame else None, taken, factor) if line else []
    if values:
        result |= {"unit_line": ast.unparse(line), "unit_values": values}  # type: ignore[arg-type]
    return result


def _taken(match: re.Match[str]) -> str | None:
    """What a text is asked for to become a plain number; None where it is one or is unclear."""
    number, taken = match["number"], ""
    if match["before"]:
        taken += f".lstrip('{match['before']}')"
    if match["unit"]:
        strip = "rstrip" if match["unit"] == "%" else "removesuffix"
        taken += f".{strip}('{match['unit']}')"
    if _NUMBER.match(number):
        return taken or None
    if taken and _THOUSANDS.match(number):
        return taken + ".replace(',', '')"
    return taken + ".replace(',', '.')" if _DECIMAL_COMMA.match(number) else None


def _mend(line: ast.stmt, marked: str | None, taken: str, factor: str | None) -> list[str]:
    """Change every `float(x)` and `int(x)` of the line, or the one that carets mark; the values.

    What is taken off where it stands does no harm where it does not, so without carets all follow.
    """
    calls = [
        node
        for node in ast.walk(line)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("float", "int")
        and len(node.args) == 1
        and not isinstance(node.args[0], ast.Constant)
    ]
    values = []
    for call in with_carets(calls, marked) or calls:
        value = call.args[0]
        values.append(ast.unparse(value))
        if factor:
            whole = isinstance(call.func, ast.Name) and call.func.id == "int"
            name = ast.Name("number")
            if whole:
                call.args = [ast.Call(name, [value], [])]
            else:
                call.func = name
            continue
        plain = isinstance(value, (ast.Name, ast.Attribute, ast.Subscript, ast.Call))
        text = ast.unparse(value) if plain else f"({ast.unparse(value)})"
        call.args = [ast.parse(text + taken, mode="eval").body]
    return values
