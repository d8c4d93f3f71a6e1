"""Where a program prepares a model: `super().__init__()` that comes too late, a `qconfig`, updates of
parameters side by side."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from mlexplain.diagnose.facts.code.files import Program
from mlexplain.diagnose.facts.code.origin import Spot, enclosing, spot, statement_at
from mlexplain.diagnose.facts.code.rewritten import Edit, only, programs, told
from mlexplain.diagnose.facts.scene import Scene

_MOST = 15  # lines that a fix shows moved


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    here = spot(scene)
    if here is None:
        return {}
    return {
        **told("parent", _parent(here)),
        **told("begun_class", _without_parent(programs(scene), facts.get("class_name"))),
        **told("updates", _updates(here)),
        **told("joined_late", _joined_late(here)),
        **_quantised(programs(scene)),
    }


def _parent(here: Spot) -> Edit | None:
    """The lines of `__init__` down to its `super().__init__()`, with that one first."""
    function = enclosing(here.program.tree, here.line)
    if function is None or function.name != "__init__":
        return None
    body = function.body
    first = next((n for n in body if n.lineno <= here.line <= (n.end_lineno or 0)), None)
    calls = [n for n in body if n.lineno > here.line and "super(" in ast.unparse(n)]
    late = only([n for n in calls if isinstance(n, ast.Expr) and n.lineno == n.end_lineno])
    if first is None or late is None or late.lineno - first.lineno > _MOST:
        return None
    lines = here.program.text.splitlines()[first.lineno - 1 : late.lineno]
    moved = [lines[-1], *lines[:-1]]
    return Edit(
        first.lineno, *(textwrap.dedent("\n".join(part)).strip() for part in (lines, moved))
    )


def _without_parent(known: list[Program], name: Any) -> Edit | None:
    """The head of the `__init__` of a class that never calls `super().__init__()`, with the call."""
    made = [
        (whole, node)
        for whole in known
        for scope in ast.walk(whole.tree)
        if isinstance(scope, ast.ClassDef) and scope.name == name
        for node in scope.body
        if isinstance(node, ast.FunctionDef) and node.name == "__init__"
    ]
    if len(made) != 1 or "__init__(" in "".join(map(ast.unparse, made[0][1].body)):
        return None
    whole, node = made[0]
    head = whole.written(node)
    return Edit(node.lineno, head, f"{head}\n    super().__init__()")


def _joined_late(here: Spot) -> Edit | None:
    """The lines down to `init_process_group` in the same block, with the failing one behind it."""
    statement = statement_at(here.program.tree, here.line)
    block = _block(here.program.tree, statement)
    if statement is None or statement not in block:
        return None
    behind = block[block.index(statement) + 1 :]
    joins = [
        n for n in behind if isinstance(n, ast.Expr) and "init_process_group(" in ast.unparse(n)
    ]
    if len(joins) != 1 or (joins[0].end_lineno or 0) - statement.lineno > _MOST:
        return None
    lines = here.program.text.splitlines()
    own = lines[statement.lineno - 1 : statement.end_lineno]
    between = lines[statement.end_lineno or 0 : joins[0].end_lineno]
    names = {n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and _stored(n)}
    if any(re.search(rf"\b{name}\b", "\n".join(between)) for name in names):
        return None
    old, new = ("\n".join(part) for part in (own + between, between + own))
    return Edit(statement.lineno, textwrap.dedent(old).strip(), textwrap.dedent(new).strip())


def _stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _updates(here: Spot) -> Edit | None:
    """The updates `w -= lr * w.grad` that stand side by side, under one `torch.no_grad()`."""
    statement = statement_at(here.program.tree, here.line)
    block = _block(here.program.tree, statement)
    if statement is None or statement not in block:
        return None
    at = until = block.index(statement)
    while until + 1 < len(block) and _update(block[until + 1]):
        until += 1
    while at and _update(block[at - 1]):
        at -= 1
    first, last = block[at], block[until]
    lines = here.program.text.splitlines()[first.lineno - 1 : last.end_lineno]
    if not all(map(_update, block[at : until + 1])) or len(lines) > _MOST:
        return None
    old = textwrap.dedent("\n".join(lines)).strip()
    return Edit(first.lineno, old, f"with torch.no_grad():\n{textwrap.indent(old, '    ')}")


def _update(node: ast.stmt) -> bool:
    """Whether it writes a gradient into a parameter, in place."""
    if isinstance(node, ast.AugAssign):
        return f"{ast.unparse(node.target)}.grad" in ast.unparse(node.value)
    call = node.value if isinstance(node, ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return False
    owner = ast.unparse(call.func.value)
    return call.func.attr in ("sub_", "add_") and f"{owner}.grad" in ast.unparse(call)


def _block(tree: ast.AST, statement: ast.stmt | None) -> Sequence[ast.stmt]:
    """The statements among which one stands."""
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and statement in block:
                return block
    return []


def _quantised(known: list[Program]) -> dict[str, Any]:
    """The one line `model.qconfig = …`, and the `model` in it."""
    found = [
        (whole, node, target)
        for whole in known
        for node in ast.walk(whole.tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute) and target.attr == "qconfig"
    ]
    one = only(found)
    if one is None or not isinstance(one[2].value, ast.Name):
        return {}
    line = one[0].written(one[1])
    return {"qconfig_line": line, "qconfig_of": one[2].value.id} if "\n" not in line else {}
