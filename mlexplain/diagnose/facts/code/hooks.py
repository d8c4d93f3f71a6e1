"""The lambda of the program that is called with more arguments than it takes, and one that takes them."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.files import Program
from mlexplain.diagnose.facts.code.origin import own_nodes
from mlexplain.diagnose.facts.code.rewritten import Edit, exchanged, only, programs, told
from mlexplain.diagnose.facts.scene import Scene


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`save("conv")` for `lambda m, i: save("conv")` where that gives the hook, else `*_` for the
    arguments that are left over."""
    taken, given = facts.get("taken"), facts.get("given")
    if facts.get("function_name") != "<lambda>" or not isinstance(taken, int) or taken >= given:  # type: ignore[operator]
        return {}
    found = [
        (whole, node)
        for whole in programs(scene)
        for node in ast.walk(whole.tree)
        if isinstance(node, ast.Lambda) and len(node.args.args) == taken and not node.args.vararg
    ]
    one = only(found)
    return told("lambda", _taking(*one)) if one else {}


def _taking(whole: Program, node: ast.Lambda) -> Edit | None:
    body = ast.get_source_segment(whole.text, node.body) or ""
    if isinstance(node.body, ast.Call) and _gives_function(whole, ast.unparse(node.body.func)):
        return exchanged(whole, node, body)
    names = ", ".join(a.arg for a in node.args.args)
    defaults = node.args.defaults or node.args.kwonlyargs
    return None if defaults else exchanged(whole, node, f"lambda {names}, *_: {body}")


def _gives_function(whole: Program, name: str) -> bool:
    """Whether a function of the program returns a function that is defined in it."""
    for function in ast.walk(whole.tree):
        if isinstance(function, ast.FunctionDef) and function.name == name:
            inner = {n.name for n in function.body if isinstance(n, ast.FunctionDef)}
            returns = [n.value for n in own_nodes(function) if isinstance(n, ast.Return)]
            return any(
                isinstance(v, ast.Lambda) or getattr(v, "id", None) in inner for v in returns
            )
    return False
