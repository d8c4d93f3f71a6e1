"""The user's line with what it tests reduced to one answer: `while (err > tol).any():`."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene

_PLAIN = (ast.Name, ast.Attribute, ast.Subscript, ast.Call)


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    code = (facts.get("call_line") or "").strip()
    line = parse_line(code)
    result: dict[str, Any] = {"masked_test": _masked(line)}
    shift = 2 if code.startswith("elif ") else 0
    found = _tested(line) if line is not None and code.isascii() else None
    if found is None:
        return result
    test, negated = found
    written = ast.get_source_segment(code[shift:], test)
    if not written or test.lineno != 1 or test.end_col_offset is None:
        return result
    inner = written if isinstance(test, _PLAIN) else f"({written})"

    def line_with(text: str, node: ast.expr) -> str:
        start, end = node.col_offset + shift, (node.end_col_offset or 0) + shift
        return code[:start] + text + code[end:]

    empty = line_with(f"{written}.numel() {'==' if negated else '>'} 0", negated or test)
    return result | {
        "line_any": line_with(f"{inner}.any()", test),
        "line_all": line_with(f"{inner}.all()", test),
        "line_numel": empty,
        "asserted": isinstance(line, ast.Assert) or None,
    }


def _masked(line: ast.stmt | None) -> str | None:
    """The comparisons of an `if` joined by `&` or `|`, which work entry by entry."""
    test = line.test if isinstance(line, ast.If) else None
    if isinstance(test, ast.BoolOp) and all(isinstance(v, ast.Compare) for v in test.values):
        sign = " & " if isinstance(test.op, ast.And) else " | "
        return sign.join(f"({ast.unparse(value)})" for value in test.values)
    return None


def _tested(line: ast.stmt) -> tuple[ast.expr, ast.expr | None] | None:
    """What must be one truth value, and the `not …` around it."""
    holder = next(
        (n for n in ast.walk(line) if isinstance(n, (ast.If, ast.While, ast.Assert, ast.IfExp))),
        None,
    )
    test: ast.expr | None = holder.test if holder is not None else None
    if holder is None:
        test = next(
            (
                n
                for n in ast.walk(line)
                if isinstance(n, ast.BoolOp)
                or (isinstance(n, ast.UnaryOp) and isinstance(n.op, ast.Not))
            ),
            None,
        )
    if isinstance(test, ast.BoolOp):
        test = test.values[0]
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return test.operand, test
    return (test, None) if test is not None else None
