"""A parameter of a pipeline's step, named as the pipeline names it, and rows kept on one side alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.files import Program
from mlexplain.diagnose.facts.code.origin import Origin, origin
from mlexplain.diagnose.facts.code.rewritten import Edit, exchanged, only, programs, told
from mlexplain.diagnose.facts.scene import Scene

_STEP = re.compile(r"\('(\w+)',\s*(\w+)\(")
_FEWER = {"dropna", "drop_duplicates", "query", "sample"}


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`step_line`, `step_mended`: the line that names a parameter without the pipeline's last step;
    `target_line`, `target_mended`: the target taken from the rows that the features still have."""
    return {**_step(scene, facts.get("parameter")), **_rows(scene, facts)}


def _step(scene: Scene, parameter: Any) -> dict[str, Any]:
    message = scene.failure.message
    steps = _STEP.findall(message) if "Pipeline(" in message else []
    if not steps or not parameter or "__" in str(parameter):
        return {}
    name = f"{steps[-1][0]}__{parameter}"
    found = [
        (whole, node, key)
        for whole in programs(scene)
        for node in ast.walk(whole.tree)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant) and key.value == parameter
    ]
    one = only(found)
    if not one:
        return {}
    whole, grid, key = one
    edit = _every_key(whole, grid, key, steps)
    return told("step", edit) | {"step_name": name, "step_class": steps[-1][1]}


def _every_key(
    whole: Program, grid: ast.Dict, key: ast.Constant, steps: list[tuple[str, str]]
) -> Edit | None:
    """The line with the last step's name before the key, and before the others of it that have none."""
    own = {name for name, _ in steps} | {"memory", "verbose", "steps", "transform_input"}
    bare = [
        k
        for k in grid.keys
        if isinstance(k, ast.Constant) and isinstance(k.value, str) and k.lineno == key.lineno
        if "__" not in k.value and k.value not in own
    ]
    edit = exchanged(whole, key, f'"{steps[-1][0]}__{key.value!s}"')
    line = whole.text.splitlines()[key.lineno - 1]
    for k in sorted(bare, key=lambda k: -k.col_offset) if edit else ():
        text = f'"{steps[-1][0]}__{k.value!s}"'
        line = line[: k.col_offset] + text + line[k.end_col_offset :]
    return Edit(edit.number, edit.line, line.strip()) if edit else None


def _rows(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    left, right = facts.get("handed"), facts.get("handed_second")
    if not left or not right:
        return {}
    features, target = origin(scene, left), origin(scene, right)
    if features is None or target is None or "\n" in target.program.written(target.statement):
        return {}
    value = target.value
    if not isinstance(value, ast.Subscript) or not isinstance(value.slice, ast.Constant):
        return {}
    if not _fewer(features) or _table(features.value) != ast.unparse(value.value):
        return {}
    line = target.program.written(target.statement)
    whole = ast.get_source_segment(target.program.text, value) or ""
    column = ast.get_source_segment(target.program.text, value.slice) or repr(value.slice.value)
    if line.count(whole) != 1:
        return {}
    taken = f"{ast.unparse(value.value)}.loc[{left}.index, {column}]"
    return {"target_line": line, "target_mended": line.replace(whole, taken)}


def _fewer(found: Origin) -> bool:
    """Whether the value is a table with some rows left out, which keep their labels."""
    if "_index" in ast.unparse(found.value):
        return False
    calls = [n for n in ast.walk(found.value) if isinstance(n, ast.Call)]
    return any(isinstance(c.func, ast.Attribute) and c.func.attr in _FEWER for c in calls)


def _table(value: ast.expr) -> str | None:
    while isinstance(value, (ast.Call, ast.Attribute, ast.Subscript)):
        value = value.func if isinstance(value, ast.Call) else value.value
    return value.id if isinstance(value, ast.Name) else None
