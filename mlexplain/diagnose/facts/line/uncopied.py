"""The one tensor of the user's line that nothing there copies to the CPU."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene

_TAKES = {"cpu", "item", "tolist", "size", "shape", "dim", "numel", "append", "extend", "keys"}
"""What leaves the GPU, or holds numbers and names alone."""
_LOOPS = (ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp, ast.Lambda)
_LIBRARIES = {"np", "numpy", "torch", "plt", "pd", "F", "nn", "sns", "math", "ax", "metrics"}


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, str]:
    """`uncopied`: the `preds` of `np.abs(labels.cpu().numpy() - preds)`."""
    line = parse_line(facts.get("call_line"))
    if line is None or ".cpu(" not in (facts.get("call_line") or ""):
        return {}
    value = getattr(line, "value", None)
    if not isinstance(value, ast.expr) or any(isinstance(n, _LOOPS) for n in ast.walk(value)):
        return {}
    names = set(_uncopied(value))
    return {"uncopied": names.pop()} if len(names) == 1 else {}


def _uncopied(node: ast.AST) -> Iterator[str]:
    """Names and attributes below a node, without functions and what is taken off the GPU."""
    if isinstance(node, ast.Attribute) and node.attr in _TAKES:
        return
    if isinstance(node, (ast.Name, ast.Attribute)):
        name = ast.unparse(node)
        if name.split(".")[0] not in _LIBRARIES and name != "self":
            yield name
        return
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute):  # of a method the object, of a function nothing
            if node.func.attr in _TAKES:
                return
            yield from _uncopied(node.func.value)
        parts: list[ast.AST] = [*node.args, *(k.value for k in node.keywords)]
    else:
        parts = list(ast.iter_child_nodes(node))
    for part in parts:
        yield from _uncopied(part)
