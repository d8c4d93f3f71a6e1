"""The function that makes the elements of a list: `[read(k) for k in keys]`, `rows.append(read(k))`."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.origin import enclosing, own_nodes, spot
from mlexplain.diagnose.facts.scene import Scene


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    here, name = spot(scene), facts.get("joined_list")
    if here is None or not name:
        return {}
    scope = enclosing(here.program.tree, here.line) or here.program.tree
    made = [
        value
        for node in own_nodes(scope)
        if getattr(node, "lineno", here.line) < here.line
        for value in _elements(node, name)
    ]
    if len(made) != 1 or not isinstance(made[0], ast.Call):
        return {}
    return {"listed_by": ast.unparse(made[0].func)}


def _elements(node: ast.AST, name: str) -> list[ast.expr]:
    if isinstance(node, ast.Assign) and any(ast.unparse(t) == name for t in node.targets):
        return [node.value.elt] if isinstance(node.value, ast.ListComp) else []
    if isinstance(node, ast.Call) and ast.unparse(node.func) == f"{name}.append":
        return node.args[:1]
    return []
