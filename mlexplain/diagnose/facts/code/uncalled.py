"""A method that would set the missing attribute, and stands in the class without its parentheses."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.origin import spot
from mlexplain.diagnose.facts.scene import Scene


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`uncalled`, `uncalled_line`, `uncalled_line_number`: the method, the statement `self.reset`."""
    name, here = facts.get("attribute") or facts.get("undefined"), spot(scene)
    if not name or here is None or "self." not in str(facts.get("call_line")):
        return {}
    for scope in ast.walk(here.program.tree):
        if not isinstance(scope, ast.ClassDef):
            continue
        if not scope.lineno <= here.line <= (scope.end_lineno or 0):
            continue
        setters = {
            function.name
            for function in scope.body
            if isinstance(function, ast.FunctionDef)
            for node in ast.walk(function)
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
            if ast.unparse(node) == f"self.{name}"
        }
        bare = [
            node
            for node in ast.walk(scope)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Attribute)
            if ast.unparse(node.value) in {f"self.{setter}" for setter in setters}
        ]
        if len(bare) == 1:
            line = ast.unparse(bare[0])
            method = line.removeprefix("self.")
            return {
                "uncalled": method,
                "uncalled_line": line,
                "uncalled_line_number": bare[0].lineno,
            }
    return {}
