"""Tensors that something is wanted of: gradients by `autograd.grad`, and entries of a state that
are no floats."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.files import Program
from mlexplain.diagnose.facts.code.origin import enclosing, own_nodes, spot
from mlexplain.diagnose.facts.code.rewritten import Edit, exchanged, only, programs, told
from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **told("asking", _asking(scene, facts)),
        **told("entry_update", _entry(scene, facts)),
        **told("leaf", _leaf(scene, facts)),
        "line_augmented": _augmented(facts),
        "graded": only(sorted(_graded(facts))),
    }


def _graded(facts: Mapping[str, Any]) -> set[str]:
    """What the line asks for its gradient: the `w` of `w.grad`."""
    return set(re.findall(r"((?:self\.)?[A-Za-z_]\w*)\.grad\b", str(facts.get("call_line"))))


def _augmented(facts: Mapping[str, Any]) -> str | None:
    """`w -= lr * w.grad` for `w = w - lr * w.grad`."""
    line = parse_line(facts.get("call_line"))
    if not isinstance(line, ast.Assign) or not isinstance(line.value, ast.BinOp):
        return None
    name, value = ast.unparse(line.targets[0]), line.value
    sign = {ast.Sub: "-=", ast.Add: "+="}.get(type(value.op))
    if sign is None or ast.unparse(value.left) != name or f"{name}.grad" not in ast.unparse(value):
        return None
    return f"{name} {sign} {ast.unparse(value.right)}"


def _leaf(scene: Scene, facts: Mapping[str, Any]) -> Edit | None:
    """`w = torch.randn(3, requires_grad=True) / 2`, whose result is no leaf, with the gradient
    asked of the result."""
    line = str(facts.get("call_line") or "")
    asked = set(re.findall(r"([A-Za-z_]\w*)\.grad\b", line)) or set(re.findall(r"\w+", line))
    found = [
        edit
        for whole in programs(scene)
        for node in ast.walk(whole.tree)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in asked
        if (edit := _asked_of_result(whole, node))
    ]
    return only(found)


def _asked_of_result(whole: Program, node: ast.Assign) -> Edit | None:
    for call in ast.walk(node.value):
        for keyword in call.keywords if isinstance(call, ast.Call) else ():
            sure = getattr(keyword.value, "value", None) is True
            if keyword.arg != "requires_grad" or not sure or call is node.value:
                continue
            text = ast.get_source_segment(whole.text, node.value) or ""
            bare, times = re.subn(r",\s*requires_grad\s*=\s*True\b", "", text)
            if times != 1 or not isinstance(node.value, (ast.BinOp, ast.Call)):
                return None
            inside = f"({bare})" if isinstance(node.value, ast.BinOp) else bare
            return exchanged(whole, node.value, f"{inside}.requires_grad_()")
    return None


def _asking(scene: Scene, facts: Mapping[str, Any]) -> Edit | None:
    """Of `autograd.grad(u, x)` the first line of the function that uses `x`, with
    `x.requires_grad_()` above it, where `u` is made behind that."""
    here, given = spot(scene), facts.get("call_arguments") or []
    if here is None or "autograd.grad" not in str(facts.get("code")) or len(given) < 2:
        return None
    value, name = given[0], given[1].strip("[]()").rstrip(",")
    if not name.isidentifier():
        return None
    scope: ast.AST = enclosing(here.program.tree, here.line) or here.program.tree
    nodes = [n for n in own_nodes(scope) if isinstance(n, ast.stmt) and n.lineno < here.line]
    uses = [n for n in nodes if not hasattr(n, "body") and name in _loaded(n)]
    first = min(uses, key=lambda n: n.lineno, default=None)
    made = [n for n in nodes if isinstance(n, ast.Assign) and _names(n.targets) & _read(value)]
    if first is None or not made or min(n.lineno for n in made) < first.lineno:
        return None
    line = here.program.written(first)
    return (
        Edit(first.lineno, line, f"{name}.requires_grad_()\n{line}") if "\n" not in line else None
    )


def _entry(scene: Scene, facts: Mapping[str, Any]) -> Edit | None:
    """An update in place of every entry of a `state_dict()`, only of those that are floats."""
    here = spot(scene)
    line = (facts.get("call_line") or "").strip()
    found = re.match(r"(\w+)\.\w+_\(|(\w+)(?:\.data)? [-+*/]= ", line)
    if here is None or not found:
        return None
    name = found[1] or found[2]
    for loop in ast.walk(here.program.tree):
        if isinstance(loop, ast.For) and loop.lineno < here.line <= (loop.end_lineno or 0):
            if re.search(r"state_dict\(\)|buffers\(\)", ast.unparse(loop.iter)):
                if name in {n.id for n in ast.walk(loop.target) if isinstance(n, ast.Name)}:
                    return Edit(here.line, line, f"if {name}.is_floating_point():\n    {line}")
    return None


def _loaded(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def _names(nodes: list[ast.expr]) -> set[str]:
    return {n.id for node in nodes for n in ast.walk(node) if isinstance(n, ast.Name)}


def _read(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z_]\w*", text))
