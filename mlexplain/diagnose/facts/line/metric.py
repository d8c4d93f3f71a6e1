"""The user's line with everything that a metric compares copied to the CPU."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene

_METRIC = re.compile(
    r"(?:\w+_(?:score|report|curve|error|loss|corrcoef)|confusion_matrix|auc|spearmanr|pearsonr"
    r"|kendalltau)$"
)
"""Functions of scikit-learn and SciPy that make arrays of all that they compare."""
_COMPARED = {"y_true", "y_pred", "y_score", "y_prob", "y_proba"}


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`line_scored`, and `scored`: what is copied in it, where that is more than one."""
    text = str(facts.get("call_line") or "").strip()
    line = parse_line(text)
    if line is None or not {"sklearn", "scipy"} & set(facts.get("libraries") or []):
        return {}
    calls = [n for n in ast.walk(line) if isinstance(n, ast.Call)]
    metrics = [c for c in calls if _METRIC.search(ast.unparse(c.func))]
    if len(metrics) != 1:
        return {}
    given = metrics[0].args[:2]
    given += [k.value for k in metrics[0].keywords if k.arg in _COMPARED]
    moved = [node for node in given if _may_be_tensor(node)]
    if len(moved) < 2 or "\n" in text or not text.isascii():
        return {}
    changed = text
    for node in sorted(moved, key=lambda n: -n.col_offset):
        end = node.end_col_offset or 0
        piece = text[node.col_offset : end]
        whole = f"({piece})" if isinstance(node, (ast.BinOp, ast.Compare, ast.UnaryOp)) else piece
        changed = f"{changed[: node.col_offset]}{whole}.cpu(){changed[end:]}"
    names = [f"`{text[n.col_offset : n.end_col_offset]}`" for n in moved]
    return {"line_scored": changed, "scored": names}


def _may_be_tensor(node: ast.expr) -> bool:
    """Not a constant, a list, or what is an array or on the CPU already."""
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        return not re.search(r"^(?:np|numpy|pd|list)\b|\.(?:cpu|numpy|tolist|to)$", called)
    return isinstance(node, (ast.Name, ast.Attribute, ast.Subscript, ast.BinOp, ast.Compare))
