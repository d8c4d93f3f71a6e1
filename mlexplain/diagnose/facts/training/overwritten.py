"""The change in place of a tensor that the user's program makes, and the same as a new tensor."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mlexplain.diagnose.facts.code.files import Program
from mlexplain.diagnose.facts.code.rewritten import Edit, exchanged, only, programs
from mlexplain.diagnose.facts.scene import Scene

_NUMBERS = re.compile(r"\.item\(|float\(|len\(|\.size\(|\.shape")
_COUNTED = re.compile(r"total|sum|count|correct|running|step|epoch|loss|seen|\bn\b|\bi\b")
_UPDATE = re.compile(r"(.+?)\s*(\*\*|//|[-+*/@])=\s*(.+)")
_METHOD = re.compile(r"(relu|sigmoid|tanh|mul|add|sub|div|clamp|masked_fill)_")


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    known = programs(scene)
    one = only([edit for whole in known for edit in _changes(whole)])
    if one is None:
        return {}
    return {"inplace_line": one.line, "inplace_number": one.number, "inplace_mended": one.changed}


def _changes(whole: Program) -> Iterator[Edit | None]:
    """Every change in place; None for one that no single line can mend."""
    for node in ast.walk(whole.tree):
        if isinstance(node, ast.AugAssign) and not _counts(node):
            yield _updated(whole, node)
        elif isinstance(node, ast.keyword) and node.arg == "inplace":
            if isinstance(node.value, ast.Constant) and node.value.value is True:
                yield exchanged(whole, node.value, "False")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if found := _METHOD.fullmatch(node.func.attr):
                yield _called(whole, node, node.func, found[1])
        elif isinstance(node, ast.FunctionDef) and node.name == "forward":
            parts = (n for n in ast.walk(node) if isinstance(n, ast.Assign))
            yield from (None for n in parts if isinstance(n.targets[0], ast.Subscript))


def _updated(whole: Program, node: ast.AugAssign) -> Edit | None:
    """`x += y` as `x = x + y`."""
    line = whole.written(node)
    sign = _UPDATE.fullmatch(line)
    if sign is None or isinstance(node.target, ast.Subscript):
        return None
    plain = isinstance(node.value, (ast.Name, ast.Call, ast.Attribute)) or sign[2] == "+"
    value = sign[3] if plain else f"({sign[3]})"
    return Edit(node.lineno, line, f"{sign[1]} = {sign[1]} {sign[2]} {value}")


def _called(whole: Program, call: ast.Call, method: ast.Attribute, name: str) -> Edit | None:
    """`x.relu_()` as `x.relu()`; alone on its line it sets `x`."""
    owner = ast.unparse(method.value)
    plain = ast.unparse(call).replace(f"{owner}.{method.attr}(", f"{owner}.{name}(", 1)
    line = whole.text.splitlines()[call.lineno - 1].strip()
    return exchanged(whole, call, f"{owner} = {plain}" if line.startswith(f"{owner}.") else plain)


def _counts(node: ast.AugAssign) -> bool:
    """Whether a number is counted or summed, and no tensor changed."""
    if isinstance(node.value, ast.Constant) or _NUMBERS.search(ast.unparse(node.value)):
        return True
    return bool(_COUNTED.search(ast.unparse(node.target)))
