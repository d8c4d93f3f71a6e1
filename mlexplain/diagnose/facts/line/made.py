"""Tensors that the user's own line makes, or takes from `self`, without a thought of the device."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene

FACTORIES = frozenset(
    "arange empty eye full linspace ones rand randint randn randperm tensor zeros".split()  # noqa: SIM905
)
_NOT_TENSORS = {"self", "torch", "np", "nn", "F", "math", "len", "range"}


def _factory(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in FACTORIES
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "torch"
        and all(keyword.arg not in ("device", None) for keyword in node.keywords)
    )


def _home(line: ast.stmt, made: list[ast.Call]) -> str:
    """The device of a tensor that the line uses outside what it makes, else of the module."""
    inside = {id(n) for call in made for n in ast.walk(call)}
    for node in ast.walk(line):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in inside:
            if node.id not in _NOT_TENSORS:
                return f"{node.id}.device"
    return "next(self.parameters()).device"


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    code = facts.get("call_line")
    line = parse_line(code)
    if line is None or code is None:
        return {}
    result: dict[str, Any] = {}
    made = [n for n in ast.walk(line) if isinstance(n, ast.Call) and _factory(n)]
    if made and code.count("(") == code.count(")"):
        home = ast.parse(_home(line, made), mode="eval").body
        for call in made:
            call.keywords.append(ast.keyword("device", home))
        result["made_line"] = ast.unparse(line)
    module_call = facts.get("model") is not None
    attribute = re.search(r"(?<!\w)self\.(\w+)\b(?!\s*[.(\w])", code)
    if attribute and not module_call:
        result["attribute"] = attribute.group(1)
    return result
