"""A layer whose output is cut in two: `mu, log_var = self.stats(h).chunk(2, dim=-1)`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from mlexplain.diagnose.facts.code.files import Program
from mlexplain.diagnose.facts.code.origin import enclosing, own_nodes
from mlexplain.diagnose.facts.code.rewritten import Edit, exchanged, only, programs, told
from mlexplain.diagnose.facts.scene import Scene


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The line that makes such a layer, and the same for twice the width."""
    wanted, given = facts.get("right_rows"), facts.get("left_columns")
    if not isinstance(wanted, int) or not isinstance(given, int) or wanted != 2 * given:
        return {}
    edit = only([e for whole in programs(scene) for e in _edits(whole)])
    return told("halved", edit)


def _edits(whole: Program) -> Iterator[Edit]:
    for call in ast.walk(whole.tree):
        if isinstance(call, ast.Call) and (layer := _halves(whole, call)):
            for node in ast.walk(whole.tree):
                made = node.value if isinstance(node, ast.Assign) else None
                if not isinstance(made, ast.Call) or ast.unparse(node.targets[0]) != layer:  # type: ignore[attr-defined]
                    continue
                if ast.unparse(made.func).endswith("Linear") and len(made.args) > 1:
                    width = made.args[1]
                    text = ast.unparse(width)
                    text = text if isinstance(width, (ast.Name, ast.Attribute)) else f"({text})"
                    if edit := exchanged(whole, width, f"2 * {text}"):
                        yield edit


def _halves(whole: Program, call: ast.Call) -> str | None:
    """The `self.stats` of `self.stats(h).chunk(2)`, also where its output has a name."""
    two = call.args[:1] and isinstance(call.args[0], ast.Constant) and call.args[0].value == 2
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "chunk" or not two:
        return None
    value: ast.expr = call.func.value
    if isinstance(value, ast.Name):
        scope = enclosing(whole.tree, call.lineno) or whole.tree
        sets = [
            n.value
            for n in own_nodes(scope)
            if isinstance(n, ast.Assign)
            and n.lineno <= call.lineno
            and ast.unparse(n.targets[0]) == value.id
        ]
        value = sets[-1] if sets else value
    if isinstance(value, ast.Call) and ast.unparse(value.func).startswith("self."):
        return ast.unparse(value.func)
    return None
