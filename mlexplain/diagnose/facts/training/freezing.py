"""The line that freezes parameters, and the part of the model that should learn all the same."""

from __future__ import annotations

import ast
import re
from typing import Any

from mlexplain.diagnose.facts.code.files import Program

_HEADS = re.compile(r"head|classifier|fc|cls_head|classification_head|output_layer")
"""What programs call the part that is trained on top of a frozen one."""


def freezing(known: list[Program]) -> dict[str, Any]:
    """The last line that freezes parameters, and the new head above it."""
    frozen = [
        (whole, node)
        for whole in known
        for node in ast.walk(whole.tree)
        if isinstance(node, ast.stmt) and _freezes(node)
    ]
    if not frozen or "\n" in (line := frozen[-1][0].written(frozen[-1][1])):
        return {}
    whole, number = frozen[-1][0], frozen[-1][1].lineno
    result = {"cut_kind": "frozen", "cut_line": line, "cut_number": number}
    return result | {"frozen_head": _head(whole, number) or _part(known, whole, number)}


def _part(known: list[Program], whole: Program, line: int) -> str | None:
    """The `model.head` of the model whose parameters a loop freezes, or a `head` that it was made of."""
    loops = [n for n in ast.walk(whole.tree) if isinstance(n, ast.For)]
    around = [n for n in loops if n.lineno <= line <= (n.end_lineno or 0)]
    owner = re.match(r"([\w.]+)\.parameters\(\)$", ast.unparse(around[-1].iter)) if around else None
    if owner is None:
        return None
    made = {
        ast.unparse(node.value.func)
        for node in ast.walk(whole.tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        if owner[1] in map(ast.unparse, node.targets)
    }
    parts = {
        f"{owner[1]}.{target.attr}"
        for other in known
        for node in ast.walk(other.tree)
        if isinstance(node, ast.ClassDef) and node.name in made
        for inner in ast.walk(node)
        if isinstance(inner, ast.Assign)
        for target in inner.targets
        if isinstance(target, ast.Attribute) and _HEADS.fullmatch(target.attr)
    }
    parts |= {
        target.id
        for node in whole.tree.body
        if isinstance(node, ast.Assign) and node.lineno < line
        for target in node.targets
        if isinstance(target, ast.Name) and _HEADS.fullmatch(target.id) and target.id != owner[1]
    }
    return parts.pop() if len(parts) == 1 else None


def _head(whole: Program, line: int) -> str | None:
    """The `model.fc` that was exchanged for a new layer above a line."""
    found = [
        ast.unparse(node.targets[0])
        for node in ast.walk(whole.tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], (ast.Attribute, ast.Subscript))
        and not ast.unparse(node.targets[0]).startswith("self.")
        and re.match(r"(?:torch\.)?nn\.\w+\(", ast.unparse(node.value))
        and node.lineno < line
    ]
    return found[-1] if found else None


def _freezes(node: ast.stmt) -> bool:
    text = ast.unparse(node) if isinstance(node, (ast.Assign, ast.Expr)) else ""
    return text.endswith("requires_grad = False") or "requires_grad_(False)" in text
