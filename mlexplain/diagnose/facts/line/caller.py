"""A mistake one frame up: the line that calls the user's function, as it was meant."""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`caller_line`: the line one frame up; `caller_row_by_row`: the same with the function called for
    each value of the columns that it is handed, where it is handed columns only."""
    mine = [f for f in scene.failure.frames if f.mine and f.code]
    if len(mine) < 2 or not mine[-1].function:
        return {}
    code = (mine[-2].code or "").strip()
    line = parse_line(code)
    result: dict[str, Any] = {"caller_line": code}
    if not isinstance(line, (ast.Assign, ast.Return)):
        return result
    name = mine[-1].function.rpartition(".")[2]
    changed = copy.deepcopy(line)
    for call in (n for n in ast.walk(changed) if isinstance(n, ast.Call)):
        if ast.unparse(call.func).rpartition(".")[2] != name or call.keywords or not call.args:
            continue
        if not all(_column(argument) for argument in call.args):
            return result
        function = call.func
        if len(call.args) == 1:
            call.func = ast.Attribute(call.args[0], "apply", ast.Load())
            call.args = [function]
        else:
            call.func = ast.parse(f"np.vectorize({ast.unparse(function)})", mode="eval").body
        return result | {"caller_row_by_row": ast.unparse(ast.fix_missing_locations(changed))}
    return result


def _column(node: ast.expr) -> bool:
    """Whether it is `df["price"]` or `df.price`."""
    if isinstance(node, ast.Subscript):
        return isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
