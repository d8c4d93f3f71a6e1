"""The user's line with the one part of it in brackets that the message is about."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene

_SIZES = {"Linear": (1, 0), "Bilinear": (2, 0), "Embedding": (0, 1)}
"""Where a layer's call has the sizes of its weight, in the weight's order."""
_CONV = (1, 0)
_PLACE = re.compile(r"element of type str at pos (\d)")
_ROWS = re.compile(r"(?:train|test|tr|te|val|va|trn|tst)?_?(?:idx|index|indices|inds?|rows|ids)?")
"""What loops call the positions that a split gives: `tr`, `test_idx`."""


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    code = facts.get("call_line")
    lines = [line for _ in range(3) if (line := parse_line(code)) is not None]
    if not lines:
        return {}
    sized, rows, layers = lines  # each is changed
    return {**_sized(sized, scene.failure.message), **_positions(rows, facts), **_classes(layers)}


def _calls(line: ast.stmt) -> Iterator[ast.Call]:
    return (n for n in ast.walk(line) if isinstance(n, ast.Call))


def _sized(line: ast.stmt, message: str) -> dict[str, str]:
    """`sized`, `line_sized`: the `w` of `nn.Linear(16, w)` that is a text; the line with `int(w)`."""
    told = _PLACE.search(message)
    found = []
    for call in _calls(line) if told else ():
        name = ast.unparse(call.func).rpartition(".")[2]
        places = _SIZES.get(name) or (_CONV if re.fullmatch(r"Conv[123]d", name) else ())
        at = places[int(told[1])] if told and int(told[1]) < len(places) else None
        if at is not None and at < len(call.args) and not isinstance(call.args[at], ast.Constant):
            found.append((call, at))
    if len(found) != 1:
        return {}
    call, at = found[0]
    text = ast.unparse(call.args[at])
    call.args[at] = ast.parse(f"int({text})", mode="eval").body
    return {"sized": text, "line_sized": ast.unparse(line)}


def _positions(line: ast.stmt, facts: Mapping[str, Any]) -> dict[str, str]:
    """`line_positions`: every `X[tr]` of the line as `X.iloc[tr]`, where `tr` is named like the
    positions of rows."""
    key = str(facts.get("key_asked") or "")
    if not key or not _ROWS.fullmatch(key):
        return {}
    for node in ast.walk(line):
        if isinstance(node, ast.Subscript) and ast.unparse(node.slice) == key:
            if isinstance(node.value, (ast.Name, ast.Attribute)):
                node.value = ast.Attribute(node.value, "iloc", ast.Load())
    return {"line_positions": ast.unparse(line)}


def _classes(line: ast.stmt) -> dict[str, str]:
    """`line_layers_made`: `nn.Sequential(a, acts[name])` with `acts[name]()`, of the one argument
    that is looked up."""
    for call in _calls(line):
        if ast.unparse(call.func).rpartition(".")[2] in ("Sequential", "append"):
            looked = [n for n in call.args if isinstance(n, (ast.Subscript, ast.Name))]
            if any(isinstance(n, ast.Attribute) for n in call.args):
                continue  # `nn.ReLU` itself
            if len(looked) == 1 and ast.unparse(looked[0]) not in ("layers", "modules"):
                at = call.args.index(looked[0])
                call.args[at] = ast.Call(looked[0], [], [])
                return {
                    "layer_looked_up": ast.unparse(looked[0]),
                    "line_layers_made": ast.unparse(line),
                }
    return {}
