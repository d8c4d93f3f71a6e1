"""The user's function that returns nothing though its result is used, wherever the None turned up."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from mlexplain.diagnose.facts.code.files import Program
from mlexplain.diagnose.facts.code.origin import origin, own_nodes
from mlexplain.diagnose.facts.code.rewritten import programs
from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene

_HOLDERS = ("Sequential", "ModuleList", "ModuleDict", "list", "tuple", "OrderedDict")
"""What only holds what it is given."""
_BLIND = {"step", "backward", "append", "update", "fit", "train", "eval", "cuda", "to", "add"}
"""Methods that are too common to be told by their names."""


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`unreturned`: the function; `unreturned_line`, `unreturned_mended`: its last line, and the same
    with a `return` behind it; `unreturned_result`: what it returns, where it ends with a block."""
    if "None" not in scene.failure.message and "None" not in str(facts.get("got")):
        return {}
    line = parse_line(facts.get("marked")) or parse_line(facts.get("call_line"))
    known = programs(scene)
    if line is None or not known:
        return {}
    found = {}
    for target, called in _makers(scene, line):
        for whole, function in _functions(known, called):
            found[function.name] = (whole, function, target)
    if len(found) != 1:
        return {}
    whole, function, target = next(iter(found.values()))
    return {"unreturned": function.name} | _mended(whole, function, target)


def _makers(scene: Scene, line: ast.stmt) -> Iterator[tuple[str, str]]:
    """What the values of the line are called, and the functions that made them."""
    called = {id(n.func) for n in ast.walk(line) if isinstance(n, ast.Call)}
    for node in ast.walk(line):
        if isinstance(node, ast.Call):
            yield from (("", name) for name in _called(node))
        own = isinstance(node, ast.Attribute) and ast.unparse(node.value) == "self"
        if (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)) or own:
            made = origin(scene, ast.unparse(node))
            if made is None or not isinstance(made.value, (ast.Call, ast.List, ast.Dict)):
                continue
            if id(node) in called and isinstance(made.value, ast.Call):
                yield from _held(made.value)
            else:
                yield from ((ast.unparse(node), name) for name in _called(made.value))
                yield from _held(made.value)


def _held(value: ast.expr) -> Iterator[tuple[str, str]]:
    """The calls that make the parts of a list, or of layers that run one after the other."""
    whole = isinstance(value, ast.Call) and ast.unparse(value.func).rpartition(".")[2] in _HOLDERS
    if whole or isinstance(value, (ast.List, ast.Dict)):
        for part in ast.walk(value):
            if part is not value and isinstance(part, ast.Call):
                yield from (("", name) for name in _called(part))


def _called(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute)):
        name = ast.unparse(node.func).rpartition(".")[2]
        if name not in _BLIND:
            yield name


def _functions(known: list[Program], name: str) -> list[tuple[Program, ast.FunctionDef]]:
    """The one function or method of that name, where it returns nothing at all."""
    found = [
        (whole, n)
        for whole in known
        for n in ast.walk(whole.tree)
        if isinstance(n, ast.FunctionDef) and n.name == name
    ]
    if len(found) != 1 or found[0][1].decorator_list:
        return []
    given = (ast.Yield, ast.YieldFrom, ast.Raise)
    for node in own_nodes(found[0][1]):
        if isinstance(node, given) or (isinstance(node, ast.Return) and node.value is not None):
            return []
    return found


def _mended(whole: Program, function: ast.FunctionDef, target: str) -> dict[str, str]:
    last = function.body[-1]
    line, result = whole.written(last), _result(function, target)
    if result is None:
        if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call):
            name = ast.unparse(last.value.func)
            if "." not in name and name != "print" and "\n" not in line:
                return {"unreturned_line": line, "unreturned_mended": f"return {line}"}
        return {}
    if hasattr(last, "body"):
        return {"unreturned_result": result}
    return {"unreturned_line": line, "unreturned_mended": f"{line}\nreturn {result}"}


def _result(function: ast.FunctionDef, target: str) -> str | None:
    """What a function makes: what is named like what its caller or itself is called, what its last
    line sets, or the last of its values that nothing in it uses."""
    names = [
        node.targets[0].id
        for node in function.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    ]
    for title in (target, function.name):
        parts = set(title.lower().replace(".", "_").split("_"))
        alike = [n for n in dict.fromkeys(names) if parts & set(n.lower().split("_"))]
        if len(alike) == 1:
            return alike[0]
    last = function.body[-1]
    if isinstance(last, ast.Assign) and isinstance(last.targets[0], ast.Name):
        return last.targets[0].id
    read = {
        n.id for n in own_nodes(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)
    }
    unused = [n for n in dict.fromkeys(names) if n not in read]
    return unused[0] if len(unused) == 1 else names[0] if len(set(names)) == 1 else None
