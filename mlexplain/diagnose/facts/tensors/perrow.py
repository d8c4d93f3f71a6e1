"""A value per example, such as a noise level or a mixing weight, that meets pictures or sequences."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene

_NAMED = re.compile(
    r"(?:self\.)?_?(?:lam|lamb|lambd|lambda_|alphas?|betas?|sigmas?|alpha_\w+|beta_\w+|sigma_\w+|sqrt_\w+"
    r"|snr|coefs?|coeffs?|c_in|c_out|c_skip|noise_levels?|std_t|mean_coef\w*)"
)
_STEPS = re.compile(r"(?:t|ts|timesteps?|steps?)")
_MOST = 5


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`per_row`, `per_row_line`: the value, and the user's line with axes of size 1 behind it."""
    deep, line = facts.get("dimension"), parse_line(facts.get("call_line"))
    if not isinstance(deep, int) or not 0 < deep < _MOST or line is None:
        return {}
    sides = [facts.get("operand_left"), facts.get("operand_right")]
    if not any(sides):  # several operations, of which no carets tell one
        products = [n for n in ast.walk(line) if isinstance(n, ast.BinOp)]
        sides = [ast.unparse(s) for n in products for s in (n.left, n.right) if _single(s)]
    found = sorted({of for side in sides if (of := _of(str(side or "")))})
    if len(found) != 1:
        return {}
    axes = f"{found[0]}[:, {', '.join(['None'] * deep)}]"
    changed = ast.unparse(_Axes(found[0], axes).visit(line))
    return {"per_row": found[0], "per_row_line": changed}


def _of(expression: str) -> str | None:
    """The `self.alpha_bar[t]` of `(1 - self.alpha_bar[t]).sqrt()`: one number per example."""
    try:
        tree = ast.parse(expression, mode="eval")
    except (SyntaxError, ValueError):
        return None
    nodes = list(ast.walk(tree))
    if any(isinstance(n, (ast.Tuple, ast.Slice)) for n in nodes):
        return None
    looked = [
        ast.unparse(n)
        for n in nodes
        if isinstance(n, ast.Subscript) and _STEPS.fullmatch(ast.unparse(n.slice))
    ]
    names = [n for n in nodes if isinstance(n, (ast.Name, ast.Attribute))]
    plain = [ast.unparse(n) for n in names if _NAMED.fullmatch(ast.unparse(n))]
    others = [n for n in names if isinstance(n, ast.Name) and n.id not in ("self", "torch", "np")]
    if looked:
        return looked[0]
    return plain[0] if len(set(plain)) == 1 and len({n.id for n in others}) <= 1 else None


def _single(side: ast.expr) -> bool:
    return isinstance(side, (ast.Name, ast.Attribute, ast.Subscript))


class _Axes(ast.NodeTransformer):
    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        loaded = isinstance(getattr(node, "ctx", None), ast.Load)
        if loaded and ast.unparse(node) == self.old:
            return ast.parse(self.new, mode="eval").body
        return self.generic_visit(node)
