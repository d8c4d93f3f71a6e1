"""A mean or maximum per row that loses its dimension, and the line in which it keeps it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mlexplain.diagnose.exchange import end
from mlexplain.diagnose.facts.code.origin import origin
from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene

_REDUCED = {"mean", "sum", "std", "var", "max", "min", "median", "prod", "norm", "amax", "amin"}
_SHAPES = re.compile(r"shapes \(([\d,]+)\) \(([\d,]+)\)")
_PAIRS = {"max", "min", "median"}
"""Of a tensor with `dim` these give values and indices."""


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`kept_line`, `kept_mended`: the line with `keepdims=True` for a value per row."""
    array = "operands could not be broadcast" in scene.failure.message
    shapes = _SHAPES.search(scene.failure.message)
    if array and not (shapes and _per_row(shapes[1], shapes[2])):
        return {}
    sides = [facts.get("operand_left"), facts.get("operand_right")]
    for text in [*sides, *_within(sides[1])]:
        found = origin(scene, text) if text else None
        places = [(facts.get("call_line"), parse_line(facts.get("call_line")), text)]
        if found is not None:
            line = found.program.written(found.statement)
            places.append((line, parse_line(line), ast.unparse(found.value)))
        for code, line_tree, wanted in places:
            if not code or line_tree is None or "\n" in code or not code.isascii():
                continue
            calls = [c for c in _reductions(line_tree, array) if ast.unparse(c) == wanted]
            if len(calls) == 1 and end(calls[0]) <= len(code.strip()):
                at = end(calls[0]) - 1
                word = "keepdims=True" if array else "keepdim=True"
                changed = f"{code.strip()[:at]}, {word}{code.strip()[at:]}"
                return {"kept_line": code.strip(), "kept_mended": changed}
    return {}


def _within(text: str | None) -> list[str]:
    """The two sides of the operation that another one is about: of `out += a * b` those of `a * b`."""
    try:
        node = ast.parse(text or "", mode="eval").body
    except (SyntaxError, ValueError):
        return []
    return [ast.unparse(node.left), ast.unparse(node.right)] if isinstance(node, ast.BinOp) else []


def _per_row(one: str, other: str) -> bool:
    """Whether one shape is the other without its last dimension: (20, 3) and (20,)."""
    a, b = one.rstrip(",").split(","), other.rstrip(",").split(",")
    return a[:-1] == b or b[:-1] == a


def _reductions(tree: ast.AST, array: bool) -> Iterator[ast.Call]:
    """The calls that reduce along the last dimension, or another than the first."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr not in _REDUCED or (not array and node.func.attr in _PAIRS):
            continue
        if any(k.arg in ("keepdims", "keepdim", None) for k in node.keywords):
            continue
        given = [k.value for k in node.keywords if k.arg in ("axis", "dim")]
        axis = ast.unparse(given[0]) if given else ast.unparse(node.args[-1]) if node.args else ""
        if axis in ("1", "-1", "2"):
            yield node
