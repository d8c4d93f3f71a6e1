"""The user's product of tensors with more than two dimensions, whose other dimensions must agree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.line.carets import with_carets
from mlexplain.diagnose.facts.scene import Scene

_NUMBER = re.compile(r"math\.|np\.sqrt|\*\* ?-?0?\.5|scale|sqrt_|temperature|\bdim\b|\bd_k\b")
"""What the scores of attention are divided or multiplied by."""
_TURNED = re.compile(r"\.(?:transpose\(-?\d, ?-?\d\)|swapaxes\(-?\d, ?-?\d\)|t\(\)|T)$")


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`product_left`, `product_right`: both sides; `product_turned`: the right one with its last two
    dimensions exchanged, where it exchanges others."""
    line = parse_line(facts.get("call_line") or facts.get("code"))
    if line is None:
        return {}
    known = list(_products(line))
    marked = facts.get("marked")
    chosen = [p for p in known if with_carets([p[0]], marked)]
    if not chosen and not marked and _alone(line):
        chosen = known
    if len(chosen) != 1:
        return {}
    left, right = ast.unparse(chosen[0][1]), ast.unparse(chosen[0][2])
    turned = _TURNED.sub(".transpose(-2, -1)", right) if _TURNED.search(right) else None
    return {
        "product_left": left,
        "product_right": right,
        "product_turned": turned if turned != right else None,
    }


def _products(line: ast.stmt) -> Iterator[tuple[ast.expr, ast.expr, ast.expr]]:
    for node in ast.walk(line):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            yield node, node.left, node.right
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr not in ("matmul", "bmm") or not node.args:
                continue
            owner = ast.unparse(node.func.value)
            if owner in ("torch", "np") and len(node.args) == 2:
                yield node, node.args[0], node.args[1]
            elif owner not in ("torch", "np"):
                yield node, node.func.value, node.args[0]


def _alone(line: ast.stmt) -> bool:
    """Whether nothing else in the line computes with two tensors."""
    others = [
        n
        for n in ast.walk(line)
        if isinstance(n, ast.BinOp) and not isinstance(n.op, (ast.MatMult, ast.Pow))
    ]
    return all(
        isinstance(n.right, ast.Constant) or _NUMBER.search(ast.unparse(n.right))
        for n in others
        if not _within(line, n)
    )


def _within(line: ast.stmt, node: ast.BinOp) -> bool:
    """Whether an operation stands among the arguments of a call that makes a number."""
    return any(
        node is not n and node in ast.walk(n)
        for n in ast.walk(line)
        if isinstance(n, ast.expr) and _NUMBER.match(ast.unparse(n))
    )
