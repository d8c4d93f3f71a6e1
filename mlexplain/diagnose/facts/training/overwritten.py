"""The change in place of a tensor that the user's program makes, and the same as a new tensor."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mlexplain.diagnose.facts.code.files import Program
from mlexplain.diagnose.facts.code.origin import own_nodes
from mlexplain.diagnose.facts.code.rewritten import Edit, exchanged, only, programs
from mlexplain.diagnose.facts.scene import Scene

_NUMBERS = re.compile(r"\.item\(|float\(|len\(|\.size\(|\.shape")
_COUNTED = re.compile(r"total|sum|count|correct|running|step|epoch|loss|seen|\bn\b|\bi\b")
_BACKWARD = re.compile(r"Backward\d*$")
_UPDATE = re.compile(r"(.+?)\s*(\*\*|//|[-+*/@])=\s*(.+)")
_METHOD = re.compile(r"(relu|sigmoid|tanh|mul|add|sub|div|clamp|masked_fill)_")


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The only change in place; of several the one that overwrites a result of the operation which
    the message names."""
    known = programs(scene)
    made_by = _BACKWARD.sub("", str(facts.get("operation") or "")).lower()
    found = [change for whole in known for change in _changes(whole)]
    chosen = [c.edit for c in found if made_by and made_by in c.made_by] or [c.edit for c in found]
    one = only(chosen)
    if one is None:
        return {}
    return {"inplace_line": one.line, "inplace_number": one.number, "inplace_mended": one.changed}


@dataclass(frozen=True)
class _Change:
    """A change in place."""

    edit: Edit | None
    """None for one that no single line can mend."""
    made_by: frozenset[str] = frozenset()
    """The operations that make what is changed."""


def _changes(whole: Program) -> Iterator[_Change]:
    for scope in ast.walk(whole.tree):
        if isinstance(scope, (ast.Module, ast.FunctionDef)):
            makers = _makers(scope)
            for node in own_nodes(scope):
                for changed, edit in _of(whole, scope, node):
                    yield _Change(edit, frozenset(makers.get(changed, ())))


def _of(whole: Program, scope: ast.AST, node: ast.AST) -> Iterator[tuple[str, Edit | None]]:
    """What a node changes in place, and the line with a new tensor in its stead."""
    if isinstance(node, ast.AugAssign) and not _counts(node):
        yield _base(node.target), _updated(whole, node)
    elif isinstance(node, ast.keyword) and node.arg == "inplace":
        if isinstance(node.value, ast.Constant) and node.value.value is True:
            yield "", exchanged(whole, node.value, "False")
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if found := _METHOD.fullmatch(node.func.attr):
            yield ast.unparse(node.func.value), _called(whole, node, node.func, found[1])
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
        if getattr(scope, "name", "") == "forward" and not _entry(node.targets[0]):
            yield _base(node.targets[0]), _copied(whole, node)


def _makers(scope: ast.AST) -> dict[str, set[str]]:
    """The names of the functions and methods that the values of a function's names come out of."""
    made: dict[str, set[str]] = {}
    for node in own_nodes(scope):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            maker = ast.unparse(node.value.func).rpartition(".")[2].lower()
            made.setdefault(ast.unparse(node.targets[0]), set()).add(maker)
    return made


def _entry(target: ast.Subscript) -> bool:
    """Whether the entry of a dictionary is set, by a text."""
    return isinstance(target.slice, (ast.Constant, ast.JoinedStr)) and not isinstance(
        getattr(target.slice, "value", None), int
    )


def _base(target: ast.expr) -> str:
    return ast.unparse(target.value if isinstance(target, ast.Subscript) else target)


def _copied(whole: Program, node: ast.Assign | ast.AugAssign) -> Edit | None:
    """`x[i] = y` on a copy of `x`."""
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    base, line = _base(target), whole.written(node)
    if not base.replace(".", "").replace("_", "").isalnum():
        return None
    return Edit(node.lineno, line, f"{base} = {base}.clone()\n{line}")


def _updated(whole: Program, node: ast.AugAssign) -> Edit | None:
    """`x += y` as `x = x + y`."""
    line = whole.written(node)
    sign = _UPDATE.fullmatch(line)
    if isinstance(node.target, ast.Subscript):
        return _copied(whole, node)
    if sign is None:
        return None
    plain = isinstance(node.value, (ast.Name, ast.Call, ast.Attribute)) or sign[2] == "+"
    value = sign[3] if plain else f"({sign[3]})"
    return Edit(node.lineno, line, f"{sign[1]} = {sign[1]} {sign[2]} {value}")


def _called(whole: Program, call: ast.Call, method: ast.Attribute, name: str) -> Edit | None:
    """`x.relu_()` as `x.relu()`; alone on its line it sets `x`."""
    owner = ast.unparse(method.value)
    plain = ast.unparse(call).replace(f"{owner}.{method.attr}(", f"{owner}.{name}(", 1)
    line = whole.text.splitlines()[call.lineno - 1].strip()
    return exchanged(whole, call, f"{owner} = {plain}" if line.startswith(f"{owner}.") else plain)


def _counts(node: ast.AugAssign) -> bool:
    """Whether a number is counted or summed, and no tensor changed."""
    if isinstance(node.value, ast.Constant) or _NUMBERS.search(ast.unparse(node.value)):
        return True
    return bool(_COUNTED.search(ast.unparse(node.target)))
