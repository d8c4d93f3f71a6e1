"""A number that a type cannot hold: the user's line with the type's own limit, or with a wider type."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene

_FILLED = {
    "masked_fill": 1,
    "masked_fill_": 1,
    "fill_": 0,
    "full_like": 0,
    "new_full": 1,
    "index_fill": 2,
    "index_fill_": 2,
    "pad": 2,
}
"""Methods that write a number into a tensor, and where the number stands."""
_CLAMPED = {"clamp", "clamp_", "clip", "clip_"}
_SIDES = ("min", "max")
_WHOLE = re.compile(
    r"(\bdtype ?= ?(?:torch|np|numpy)\.|(?:torch|np|numpy)\.(?=u?int(?:16|32)))(u?int(?:8|16|32))\b"
)


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    code = facts.get("call_line") or ""
    given = [str(name).rpartition(".")[2] for name in facts.get("dtypes") or ()]
    found = _WHOLE.findall(code)
    if given and len(found) == 1 and found[0][1] == given[0]:
        return {"widened_line": _WHOLE.sub(r"\g<1>int64", code.strip())}
    line = parse_line(code)
    place = _number(line) if line is not None and given else None
    if place is None:
        return {}
    tensor, number, side = place
    kind = f"{tensor}.dtype" if tensor else f"torch.{given[0]}"
    limit = f"torch.finfo({kind}).{side}"
    written = ast.get_source_segment(code.strip(), number)
    if not written or code.count(written) != 1:
        return {}
    return {
        "limited_line": code.strip().replace(written, limit),
        "limit": "smallest" if side == "min" else "largest",
        "limit_of": limit,
    }


def _number(line: ast.stmt) -> tuple[str | None, ast.expr, str] | None:
    """The tensor that a number is written into, the number, and at which end of the type it lies."""
    if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Subscript):
        return _filled(line.targets[0].value, line.value)
    found = [n for n in ast.walk(line) if isinstance(n, ast.Call)]
    for call in found:
        name = ast.unparse(call.func).rpartition(".")[2]
        if not isinstance(call.func, ast.Attribute):
            continue
        of_torch = ast.unparse(call.func.value) in ("torch", "F")
        tensor, *rest = [*call.args] if of_torch else [call.func.value, *call.args]
        keywords = {k.arg: k.value for k in call.keywords}
        if name in _FILLED:
            at = _FILLED[name]
            number = (
                rest[at] if at < len(rest) else keywords.get("value", keywords.get("fill_value"))
            )
            return _filled(tensor, number) if number is not None else None
        if name == "where" and of_torch and len(rest) == 2:
            numbers = [n for n in rest if _constant(n) is not None]
            numbers = numbers or [n for n in rest if isinstance(n, ast.Name) and n.id.isupper()]
            numbers = numbers or [n for n in rest[1:] if isinstance(n, ast.Name)]
            others = [n for n in rest if n not in numbers]
            return _filled(others[0], numbers[0]) if len(numbers) == 1 else None
        if name in _CLAMPED:
            sides = dict(zip(_SIDES, rest, strict=False)) | keywords
            wide = {s: n for s, n in sides.items() if s in _SIDES and _wide(n)}
            if len(wide) == 1:
                side, number = next(iter(wide.items()))
                return _plain(tensor), number, str(side)
    return None


def _filled(tensor: ast.expr, number: ast.expr) -> tuple[str | None, ast.expr, str] | None:
    value = _constant(number)
    if value is None and not isinstance(number, (ast.Name, ast.Attribute)):
        return None
    return _plain(tensor), number, "max" if value is not None and value > 0 else "min"


def _plain(tensor: ast.expr) -> str | None:
    """A tensor that can be named again without computing it anew."""
    inner = any(isinstance(n, ast.Call) for n in ast.walk(tensor))
    return None if inner or isinstance(tensor, ast.BinOp) else ast.unparse(tensor)


def _wide(number: ast.expr) -> bool:
    value = _constant(number)
    return (
        abs(value) > 65504 if value is not None else isinstance(number, (ast.Name, ast.Attribute))
    )


def _constant(node: ast.expr) -> float | None:
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return None
    return float(value) if isinstance(value, (int, float)) else None
