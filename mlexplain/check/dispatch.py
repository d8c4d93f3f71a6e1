"""The tables of expression and statement kinds, filled by the modules that handle them."""

from __future__ import annotations

import ast
from typing import Any

EXPRESSIONS: dict[type, Any] = {}
STATEMENTS: dict[type, Any] = {}


def evaluates(*kinds: type) -> Any:
    """Register the function that evaluates expressions of these kinds."""

    def register(function: Any) -> Any:
        for kind in kinds:
            EXPRESSIONS[kind] = function
        return function

    return register


def dotted_key(node: ast.expr) -> str | None:
    """The name under which an environment holds `x` or `x.y`."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return None
