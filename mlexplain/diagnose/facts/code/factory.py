"""A field of a dataclass whose default is a list or another value that can change."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.rewritten import Edit, exchanged, only, programs
from mlexplain.diagnose.facts.scene import Scene

_EMPTY = {"[]": "list", "{}": "dict", "set()": "set", "list()": "list", "dict()": "dict"}


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`factory_before`, `factory_after`: the field's line, and the import where it needs `field`,
    with a `default_factory`."""
    name = facts.get("field_name")
    found = [
        (whole, node.value)
        for whole in programs(scene)
        for scope in ast.walk(whole.tree)
        if isinstance(scope, ast.ClassDef) and scope.decorator_list
        for node in scope.body
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == name and node.value
    ]
    one = only(found)
    if not one:
        return {}
    whole, value = one
    text = ast.get_source_segment(whole.text, value) or ast.unparse(value)
    made = _EMPTY.get(ast.unparse(value)) or f"lambda: {text}"
    imported, call = _imported(whole.tree)
    edit = exchanged(whole, value, f"{call}(default_factory={made})")
    edits = [e for e in (imported, edit) if e]
    if edit is None:
        return {}
    return {
        "factory_before": "\n".join(e.line for e in edits),
        "factory_after": "\n".join(e.changed for e in edits),
    }


def _imported(tree: ast.Module) -> tuple[Edit | None, str]:
    """How the program calls `field`, and the line that imports it where none does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "dataclasses":
            names = {a.name: a.asname or a.name for a in node.names}
            if "field" in names:
                return None, names["field"]
            line = ast.unparse(node)
            return Edit(node.lineno, line, f"{line}, field"), "field"
    return None, "dataclasses.field"
