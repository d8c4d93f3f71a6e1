"""The user's line in the way that jax wants it: new arrays in place of changed ones, no numbers."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene

_ADDED: dict[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Mult: "multiply",
    ast.Div: "divide",
    ast.Pow: "power",
}
_MATH = """
acos acosh asin asinh atan atan2 atanh ceil cos cosh degrees exp expm1 fabs floor fmod hypot isfinite
isinf isnan log log10 log1p log2 pow prod radians sin sinh sqrt tan tanh trunc
"""
_NUMPY = """
abs all any arange argmax argmin argsort array asarray ceil clip concatenate cos cosh cross cumsum diag
dot einsum exp expand_dims eye floor full full_like hstack isfinite isnan linspace log log1p matmul max
maximum mean median min minimum mod ones ones_like outer power prod repeat reshape roll round sign sin
sinh sort split sqrt square squeeze stack std sum take tan tanh tile trace transpose tril triu var
vstack where zeros zeros_like
"""
"""What NumPy and `jnp` do alike, by the same name."""


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, str]:
    """The whole line with the one thing exchanged that jax cannot trace.

    `at_line`: `x = x.at[i].set(y)`; `where_line`: `jnp.where` for `a if test else b`, `jnp.maximum`
    for `max(a, b)`; `unconverted_line`: `x.sum()` for `float(x.sum())`; `jnp_line`: `jnp` for NumPy's
    and math's functions; `traced_line`: the line itself, which one of them replaces.
    """
    code = (facts.get("call_line") or "").strip()
    line = parse_line(code)
    if line is None or not code.isascii() or "\n" in code:
        return {}
    plain = isinstance(line, (ast.Assign, ast.AugAssign, ast.Return, ast.Expr))
    made = {
        "at_line": _at(code, line),
        "where_line": _one(code, list(_chosen(line, code))) if plain else None,
        "unconverted_line": _one(code, list(_converted(line, code))) if plain else None,
        "jnp_line": _all(code, list(_called(line))),
    }
    found = {name: text for name, text in made.items() if text and text != code}
    return found | {"traced_line": code} if found else {}


def _text(code: str, node: ast.AST) -> str:
    return ast.get_source_segment(code, node) or ast.unparse(node)


def _at(code: str, line: ast.stmt) -> str | None:
    """`x[i] = y` and `x[i] += y` as a new array."""
    if isinstance(line, ast.Assign) and len(line.targets) == 1:
        target, how = line.targets[0], "set"
        value = _text(code, line.value)
    elif isinstance(line, ast.AugAssign):
        target, how = line.target, _ADDED.get(type(line.op), "")
        value = _text(code, line.value)
        if isinstance(line.op, ast.Sub):
            how, value = "add", f"-({value})"
    else:
        return None
    if not how or not isinstance(target, ast.Subscript):
        return None
    if not isinstance(target.value, (ast.Name, ast.Attribute)):
        return None
    array = _text(code, target.value)
    key = _text(code, target)[len(array) + 1 : -1]
    return f"{array} = {array}.at[{key}].{how}({value})"


Piece = tuple[ast.expr, str]


def _chosen(line: ast.stmt, code: str) -> Iterator[Piece]:
    """Choices between two values, and what computes both."""
    for node in ast.walk(line):
        if isinstance(node, ast.IfExp):
            parts = (node.test, node.body, node.orelse)
            yield node, f"jnp.where({', '.join(_text(code, part) for part in parts)})"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in ("max", "min") and len(node.args) == 2 and not node.keywords:
                parts_ = ", ".join(_text(code, part) for part in node.args)
                yield node, f"jnp.{node.func.id}imum({parts_})"


def _converted(line: ast.stmt, code: str) -> Iterator[Piece]:
    """Arrays that are made numbers of Python."""
    for node in ast.walk(line):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and len(node.args) == 1 and not node.keywords:
            value = _text(code, node.args[0])
            plain = isinstance(node.args[0], (ast.Name, ast.Attribute, ast.Call, ast.Subscript))
            if node.func.id == "float":
                yield node, value if plain else f"({value})"
            elif node.func.id == "int":
                yield node, f"{value if plain else f'({value})'}.astype(int)"
        elif isinstance(node.func, ast.Attribute) and node.func.attr == "item" and not node.args:
            yield node, _text(code, node.func.value)


def _called(line: ast.stmt) -> Iterator[Piece]:
    """The modules of functions that `jnp` has as well."""
    for node in ast.walk(line):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            module = node.func.value
            if isinstance(module, ast.Name):
                known = {"np": _NUMPY, "numpy": _NUMPY, "math": _MATH}.get(module.id, "")
                if node.func.attr in known.split():
                    yield module, "jnp"


def _one(code: str, pieces: list[Piece]) -> str | None:
    """The line with the only piece exchanged."""
    return _all(code, pieces) if len(pieces) == 1 else None


def _all(code: str, pieces: list[Piece]) -> str | None:
    """The line with pieces that do not overlap exchanged."""
    for node, text in sorted(pieces, key=lambda piece: -piece[0].col_offset):
        code = code[: node.col_offset] + text + code[node.end_col_offset :]
    return code if pieces else None
