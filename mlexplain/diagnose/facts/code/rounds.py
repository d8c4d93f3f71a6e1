"""The head of the loop around a line: one round fewer where the line reaches ahead, and a batch that
is a dictionary taken by its names."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.files import Program, program
from mlexplain.diagnose.facts.code.origin import own_nodes, spot, statement_at
from mlexplain.diagnose.facts.code.rewritten import Edit, exchanged, only, programs, told
from mlexplain.diagnose.facts.scene import Scene


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {**told("fewer", _fewer(scene)), **told("batched", _batched(scene))}


def _fewer(scene: Scene) -> Edit | None:
    """`for i in range(len(x) - 1):` for a line that reads `x[i + 1]` for every `i`, or `x[i + n]`."""
    here = spot(scene)
    line = statement_at(here.program.tree, here.line) if here else None
    if here is None or line is None or hasattr(line, "body"):
        return None
    for loop in reversed(_around(here.program, here.line)):
        name, source = ast.unparse(loop.target), loop.iter
        given = source.args[-1] if isinstance(source, ast.Call) and source.args else None
        if given is None or ast.unparse(source.func) != "range" or len(source.args) > 2:  # type: ignore[attr-defined]
            continue
        text = ast.unparse(given)
        holder = text.removeprefix("len(").removesuffix(")")
        steps = {s for n in ast.walk(line) if (s := _ahead(n, holder, name))}
        if text == f"len({holder})" and len(steps) == 1:
            return exchanged(here.program, given, f"{text} - {steps.pop()}")
    return None


def _ahead(node: ast.AST, holder: str, name: str) -> str | None:
    """Of `x[i + n]` the `n`."""
    if not isinstance(node, ast.Subscript) or ast.unparse(node.value) != holder:
        return None
    place = node.slice
    if not isinstance(place, ast.BinOp) or not isinstance(place.op, ast.Add):
        return None
    sides = [place.left, place.right]
    other = [s for s in sides if ast.unparse(s) != name]
    plain = len(other) == 1 and isinstance(other[0], (ast.Name, ast.Attribute, ast.Constant))
    return ast.unparse(other[0]) if plain else None


def _around(whole: Program, line: int) -> list[ast.For]:
    """The loops around a line, the outermost first."""
    found = [
        n
        for n in ast.walk(whole.tree)
        if isinstance(n, ast.For) and n.lineno < line <= (n.end_lineno or 0)
    ]
    return sorted(found, key=lambda n: n.lineno)


def _batched(scene: Scene) -> Edit | None:
    """`for batch in loader:` with `x, y = batch["x"], batch["y"]`, where `for x, y in loader:` takes
    the keys of the dictionaries that the data set returns."""
    keys = only([k for whole in programs(scene) for k in _entries(whole)])
    for frame in reversed(scene.failure.frames):
        whole = program(scene, frame) if frame.mine else None
        for loop in reversed(_around(whole, whole.at)) if whole else ():
            target = loop.target
            if isinstance(target, ast.Tuple) and keys and len(target.elts) == len(keys):
                head = whole.written(loop)  # type: ignore[union-attr]
                taken = ", ".join(f"batch[{key!r}]".replace("'", '"') for key in keys)
                names = ", ".join(ast.unparse(e) for e in target.elts)
                written = ast.get_source_segment(whole.text, loop.iter)  # type: ignore[union-attr]
                changed = f"for batch in {written}:\n    {names} = {taken}"
                one = "\n" not in head and all(isinstance(e, ast.Name) for e in target.elts)
                return Edit(loop.lineno, head, changed) if one and head.endswith(":") else None
    return None


def _entries(whole: Program) -> list[list[str]]:
    """The keys of the dictionaries that a `__getitem__` returns."""
    return [
        [str(key.value) for key in node.value.keys if isinstance(key, ast.Constant)]
        for function in ast.walk(whole.tree)
        if isinstance(function, ast.FunctionDef) and function.name == "__getitem__"
        for node in own_nodes(function)
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Dict)
    ]
