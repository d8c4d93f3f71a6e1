"""A function without an importable name, written so that it has one."""

from __future__ import annotations

import ast
import builtins
import textwrap
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.files import Program
from mlexplain.diagnose.facts.code.origin import enclosing, own_nodes, spot
from mlexplain.diagnose.facts.code.rewritten import only, programs
from mlexplain.diagnose.facts.scene import Scene


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`nameless_line`, `nameless_mended`: the line with the one lambda, and the same with a function;
    `inner_line`, `inner_mended`: the head of a function inside of another, and the whole as it
    stands outside."""
    known = programs(scene)
    local = facts.get("local_name")
    if local and local != "<lambda>":
        return _inner(known, local)
    here = spot(scene)
    if here is None:
        return {}
    found = [
        (whole, node)
        for whole in known
        for node in ast.walk(whole.tree)
        if isinstance(node, ast.Lambda)
    ]
    at = [(w, n) for w, n in found if w.text == here.program.text and n.lineno == here.line]
    one = only(at) or only(found)
    return _written(*one) if one else {}


def _written(whole: Program, node: ast.Lambda) -> dict[str, str]:
    """`pool.map(lambda x: f(x, k), xs)` with `def work(x, k)` above it."""
    line = whole.text.splitlines()[node.lineno - 1]
    spec = node.args
    if (
        node.lineno != node.end_lineno
        or spec.kwonlyargs
        or spec.vararg
        or spec.kwarg
        or spec.defaults
    ):
        return {}
    if not line.isascii():
        return {}
    local = _locals(whole, node)
    parameters = [a.arg for a in spec.args]
    inner = {n.id for n in ast.walk(node.body) if isinstance(n, ast.Name)}
    bound = sorted((inner & local) - set(parameters))
    if "self" in bound:
        return {}
    taken = {getattr(n, "name", None) or getattr(n, "id", None) for n in ast.walk(whole.tree)}
    name = next(n for n in ("work", "work_on", "do_work", "worker_job") if n not in taken)
    given = name
    if bound:
        given = f"partial({name}, {', '.join(f'{b}={b}' for b in bound)})"
    changed = line[: node.col_offset] + given + line[node.end_col_offset :]
    body = ast.get_source_segment(whole.text, node.body) or ast.unparse(node.body)
    head = "from functools import partial\n\n" if bound else ""
    taken_in = ", ".join([*parameters, *bound])
    function = f"{head}def {name}({taken_in}):    # outside of any function\n    return {body}"
    return {"nameless_line": line.strip(), "nameless_mended": f"{function}\n\n{changed.strip()}"}


def _locals(whole: Program, node: ast.AST) -> set[str]:
    """What the functions around a node set or take."""
    names: set[str] = set()
    function = enclosing(whole.tree, getattr(node, "lineno", 0))
    if function is None:
        return names
    spec = function.args
    names |= {a.arg for a in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs)}
    for inner in own_nodes(function):
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            names.add(inner.id)
        elif isinstance(inner, (ast.FunctionDef, ast.ClassDef)):
            names.add(inner.name)
    return names - set(dir(builtins))


def _inner(known: list[Program], name: str) -> dict[str, str]:
    """A function or class inside of a function that uses nothing of it, as it stands outside."""
    found = [
        (whole, node)
        for whole in known
        for around in ast.walk(whole.tree)
        if isinstance(around, ast.FunctionDef)
        for node in around.body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name == name
    ]
    one = only(found)
    if one is None or one[1].decorator_list:
        return {}
    whole, node = one
    own = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    own |= {n.arg for n in ast.walk(node) if isinstance(n, ast.arg)} | {name}
    used = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} - own
    outer = enclosing(whole.tree, node.lineno)
    if outer is None or used & _locals(whole, node):
        return {}
    lines = whole.text.splitlines()[node.lineno - 1 : node.end_lineno]
    if len(lines) > 25:
        return {}
    text = textwrap.dedent("\n".join(lines))
    return {"inner_line": lines[0].strip(), "inner_mended": text, "inner_around": outer.name}
