"""Decorators that note a function somewhere and hand it back as it is."""

from __future__ import annotations

import ast

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def registry(unit: ast.AST) -> str | None:
    """What a decorator writes the function into that it hands back: `R[k] = f` or `R.append(f)`,
    then `return f`. Also of a function that makes such a decorator."""
    if not isinstance(unit, _Function) or not unit.body:
        return None
    last = unit.body[-1]
    returned = getattr(last.value, "id", "") if isinstance(last, ast.Return) else ""
    for inner in unit.body:
        if isinstance(inner, _Function) and inner.name == returned:
            return registry(inner)
    if returned not in [a.arg for a in unit.args.args]:
        return None
    for node in unit.body:
        if isinstance(node, ast.Assign) and getattr(node.value, "id", "") == returned:
            place = node.targets[0]
            if isinstance(place, ast.Subscript):
                return ast.unparse(place.value)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            call = node.value
            kept = [getattr(a, "id", "") for a in call.args]
            if getattr(call.func, "attr", "") in ("append", "add") and kept == [returned]:
                return ast.unparse(call.func.value)  # type: ignore[attr-defined]
    return None
