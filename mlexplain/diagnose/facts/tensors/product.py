"""A matrix product's two shapes: which numbers disagree, and whether flattening would help."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    left, right = facts.get("left"), facts.get("right")
    stated = facts.get("shapes") or []
    if (
        left is None and len(stated) == 2 and "mat1" in scene.failure.message
    ):  # a translated message: the shapes in their order
        left, right = stated
    names = [n for n in facts.get("call_names") or [] if n not in ("self", "torch", "F", "nn")]
    line = facts.get("call_line") or ""
    right_name = _right_operand(line, facts.get("call_arguments") or [])
    result: dict[str, Any] = {
        "layer_named": _convolution(line),
        "rounded": True if _rounded(facts.get("a"), facts.get("b")) else None,
        "rounded_sizes": _rounded(facts.get("expected_size"), facts.get("got_size")) or None,
        "right_operand": right_name,
        "linear": True if "linear" in (facts.get("frames") or []) or _linear(scene) else None,
        "shape_prints": ", ".join(f"{n}.shape" for n in names if f"self.{n}" not in line) or None,
    }
    if not (isinstance(left, list) and isinstance(right, list) and len(left) == len(right) == 2):
        return result
    result |= _factors(line)
    called = facts.get("call") or ""
    owned = re.fullmatch(r"self\.[\w.\[\]]+", called) and not re.search(
        r"forward|loss|crit", called
    )
    rows, columns = left
    wanted = right[0]
    result |= {
        "left_rows": rows,
        "left_columns": columns,
        "right_rows": wanted,
        "right_columns": right[1],
        "layer_called": called if owned and "left_factor" not in result else None,
        "transposed": True if columns == right[1] else None,
        "stored_shape": f"{right[1]}x{wanted}" if result.pop("turned", None) else None,
    }
    if columns and wanted > columns and wanted % columns == 0 and rows % (wanted // columns) == 0:
        result["flattened"] = f"{wanted // columns} × {columns}"
    return result


def _convolution(code: str) -> str | None:
    """The one convolution that the line applies: `self.conv1` of `pool(relu(self.conv1(x)))`."""
    line = parse_line(code)
    calls = [n for n in ast.walk(line) if isinstance(n, ast.Call)] if line else []
    inner = [
        c for c in calls if not any(isinstance(n, ast.Call) for a in c.args for n in ast.walk(a))
    ]
    names = {ast.unparse(call.func) for call in inner}
    name = names.pop() if len(names) == 1 else ""
    return name if re.fullmatch(r"self\.\w*conv\w*", name, re.I) else None


def _factors(code: str) -> dict[str, Any]:
    """The two factors of `torch.mm(a, w.t())`, `a @ w.T`: `a` and `w`, and that `w` is turned."""
    line = parse_line(code)
    for node in ast.walk(line) if line else ():
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            left, right = node.left, node.right
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            given = [*([] if _module(node.func.value) else [node.func.value]), *node.args]
            if node.func.attr not in ("mm", "matmul") or len(given) != 2:
                continue
            left, right = given
        else:
            continue
        turned = _turned(right)
        names = {"left_factor": ast.unparse(left), "right_factor": ast.unparse(turned or right)}
        return names | ({"turned": True} if turned else {})
    return {}


def _module(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("torch", "np", "numpy", "jnp")


def _turned(node: ast.expr) -> ast.expr | None:
    """The `w` of `w.t()` and `w.T`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
        return node.func.value if node.func.attr == "t" else None
    return node.value if isinstance(node, ast.Attribute) and node.attr == "T" else None


def _rounded(a: Any, b: Any) -> bool:
    """Whether two sizes are one after rounding to a multiple of 2, 4, … 64, as strides leave them."""
    if not isinstance(a, int) or not isinstance(b, int) or a == b or min(a, b) < 3:
        return False
    steps = [step for step in (2, 4, 8, 16, 32, 64) if abs(a - b) < step]
    return any(max(a, b) % step == 0 or min(a, b) % step == 0 for step in steps) and (
        abs(a - b) == 1 or abs(a - b) / min(a, b) < 0.1
    )


_AT = re.compile(r"@ ?([A-Za-z_][\w.]*(?:\[[^\[\]\s]*\])?)")


def _right_operand(line: str, arguments: list[str]) -> str | None:
    """The second factor of `a @ b`, `torch.mm(a, b)`, `a.matmul(b)`."""
    if found := _AT.search(line):
        return found.group(1)
    if re.search(r"\b(?:matmul|mm|bmm)\(", line) and arguments:
        return arguments[-1] if arguments[-1].isidentifier() else None
    return None


def _linear(scene: Scene) -> bool:
    return any("linear" in (f.code or "") or "linear.py" in f.file for f in scene.failure.frames)
