"""What the user's program does to the graph that `backward()` goes through.

A state that is carried from round to round, a value made before the loop, the step that cuts a loss
off: each with the line as it should be.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from mlexplain.diagnose.facts.files import Program
from mlexplain.diagnose.facts.origin import Spot, enclosing, own_nodes, spot
from mlexplain.diagnose.facts.rewritten import Edit, exchanged, only, programs
from mlexplain.diagnose.facts.scene import Scene

_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_CUTS = {"item", "detach", "argmax", "numpy", "tolist", "round", "long", "int", "data"}
"""Methods after which no gradient flows."""
_FRESH = {
    "zeros",
    "ones",
    "randn",
    "rand",
    "tensor",
    "arange",
    "from_numpy",
    "load",
    "range",
    "len",
}


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    here = spot(scene)
    if here is None:
        return {}
    known = programs(scene)
    started = facts.get("call_object") if facts.get("call_method") == "backward" else None
    return {
        **_carried(here, known),
        **_beforehand(here, started),
        **_earlier(here, started),
        **_cut(here, known, started),
    }


def _earlier(here: Spot, started: str | None) -> dict[str, Any]:
    """The `first.backward()` before this one, with no step between: both losses at once."""
    scope: ast.AST = enclosing(here.program.tree, here.line) or here.program.tree
    calls = [
        node.value.func
        for node in own_nodes(scope)
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Attribute)
        and not node.value.args
        and node.lineno < here.line
    ]
    last = max((c for c in calls if c.attr in ("backward", "step")), key=_number, default=None)
    if not started or last is None or last.attr == "step" or ast.unparse(last.value) == started:
        return {}
    other = ast.unparse(last.value)
    return {
        "earlier_line": f"{other}.backward()",
        "earlier_number": last.lineno,
        "earlier_mended": f"({other} + {started}).backward()    # and no {started}.backward() later",
    }


def _number(node: ast.AST) -> int:
    return getattr(node, "lineno", 0)


def _line(whole: Program, node: ast.stmt) -> str | None:
    written = whole.written(node)
    return written if "\n" not in written else None


# ------------------------------------------------------------------ a second time


def _carried(here: Spot, known: list[Program]) -> dict[str, Any]:
    """Of `out, h = rnn(x, h)` in the loop around the line, or of `self.h` in a module, the `h`."""
    loop = _loop(here)
    found: list[tuple[Program, ast.Assign, list[str]]] = []
    if loop is not None:
        for node in own_nodes(loop):
            if isinstance(node, ast.Assign) and (names := _again(node, ast.Name)):
                found.append((here.program, node, names))
    for whole in known:
        for node in ast.walk(whole.tree):
            if isinstance(node, ast.Assign) and (names := _again(node, ast.Attribute)):
                found.append((whole, node, names))
    if not (one := only(found)) or not (line := _line(one[0], one[1])):
        return {}
    whole, node, names = one
    pair = any(re.search(r"\bnn\.LSTM\(", w.text) for w in known) and len(names) == 1
    state = names[0]
    detached = f"{state} = {state}.detach()"
    if pair:
        detached = f"{state} = tuple(part.detach() for part in {state})"
    elif len(names) > 1:
        detached = f"{', '.join(names)} = {', '.join(f'{n}.detach()' for n in names)}"
    if re.search(rf"{re.escape(state)}\s*=\s*None\b", whole.text):
        detached = f"if {state} is not None:\n    {detached}"
    return {
        "carried": state,
        "carried_line": line,
        "carried_line_number": node.lineno,
        "carried_mended": f"{detached}    # its value goes on, its graph ends here\n{line}",
    }


def _again(node: ast.Assign, kind: type[ast.Name] | type[ast.Attribute]) -> list[str]:
    """The names that a call is given and that take its result: not those of `x = relu(x)`."""
    if not isinstance(node.value, ast.Call):
        return []
    target = node.targets[0]
    if not isinstance(target, (ast.Tuple, ast.Attribute)) and len(node.value.args) < 2:
        return []
    given = [n for a in node.value.args for n in ast.walk(a) if isinstance(n, kind)]
    names = [ast.unparse(n) for n in ast.walk(target) if isinstance(n, kind)]
    return [n for n in dict.fromkeys(names) if n in {ast.unparse(g) for g in given}]


def _loop(here: Spot) -> ast.For | ast.While | None:
    """The innermost loop around the line."""
    found = [
        n
        for n in ast.walk(here.program.tree)
        if isinstance(n, _LOOPS) and n.lineno < here.line <= (n.end_lineno or 0)
    ]
    return max(found, key=lambda n: n.lineno, default=None)  # type: ignore[return-value]


def _beforehand(here: Spot, started: str | None) -> dict[str, Any]:
    """The one value that the loss is made of and that is computed only once, before the loop."""
    loop = _loop(here)
    if loop is None or not started:
        return {}
    inside = {n.id: n for n in ast.walk(loop) if _stored(n)}
    used: set[str] = set()
    for node in chain(list(own_nodes(loop)), started, here.line):
        used |= {n.id for n in ast.walk(node.value) if isinstance(n, ast.Name)}
    scope: ast.AST = enclosing(here.program.tree, here.line) or here.program.tree
    found = [
        node
        for node in own_nodes(scope)
        if isinstance(node, ast.Assign)
        and node.lineno < loop.lineno
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id in used - set(inside)
        and computes(node.value)
    ]
    one = only(found)
    line = _line(here.program, one) if one else None
    if not line:
        return {}
    head = here.program.written(loop)
    moved = f"{head}\n    {line}    # computed anew in every round" if "\n" not in head else None
    return {"beforehand_line": line, "beforehand_number": one.lineno, "beforehand_mended": moved}


def _stored(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def computes(value: ast.expr) -> bool:
    """Whether it is a model's or function's result: no new object, no fresh tensor."""
    if not isinstance(value, ast.Call):
        return isinstance(value, ast.BinOp)
    called = ast.unparse(value.func)
    name = called.rpartition(".")[2]
    if name[:1].isupper() or name in _FRESH:
        return False
    return not re.match(r"(?:torch\.)?(?:utils|optim|nn)\.", called)


def chain(nodes: list[ast.AST], name: str, line: int) -> Iterator[ast.Assign]:
    """The assignments that a value was made by, its own first, back through the names in them."""
    wanted, seen = [name], set()
    while wanted:
        name = wanted.pop(0)
        if name in seen:
            continue
        seen.add(name)
        for node in nodes:
            if isinstance(node, ast.Assign) and node.lineno < line:
                if name in {n.id for n in ast.walk(node) if _stored(n)}:
                    yield node
                    wanted += [n.id for n in ast.walk(node.value) if isinstance(n, ast.Name)]


# ------------------------------------------------------------------- without a graph


def _cut(here: Spot, known: list[Program], started: str | None) -> dict[str, Any]:
    """What keeps the loss from requiring gradients, the line and the line as it should be."""
    scope: ast.AST = enclosing(here.program.tree, here.line) or here.program.tree
    statements = [n for n in own_nodes(scope) if isinstance(n, ast.stmt)]
    for node in chain(list(statements), started or "", here.line):
        if under := _without(statements, node):
            head = here.program.written(under)
            return {"cut_kind": "no_grad", "cut_line": head, "cut_number": under.lineno}
        if made := _decorated(known, node.value):
            return {"cut_kind": "decorator", "cut_line": made[1], "cut_number": made[0]}
        if edit := _parted(here.program, node.value) or _returned(known, node.value):
            return {
                "cut_kind": "step",
                "cut_line": edit.line,
                "cut_mended": edit.changed,
                "cut_number": edit.number,
            }
    frozen = [
        (whole, node)
        for whole in known
        for node in ast.walk(whole.tree)
        if isinstance(node, ast.stmt) and _freezes(node)
    ]
    if frozen and (line := _line(frozen[-1][0], frozen[-1][1])):
        number = frozen[-1][1].lineno
        result = {"cut_kind": "frozen", "cut_line": line, "cut_number": number}
        return result | {"frozen_head": _head(frozen[-1][0], number)}
    return {}


def _head(whole: Program, line: int) -> str | None:
    """The `model.fc` that was exchanged for a new layer above a line."""
    found = [
        ast.unparse(node.targets[0])
        for node in ast.walk(whole.tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], (ast.Attribute, ast.Subscript))
        and not ast.unparse(node.targets[0]).startswith("self.")
        and re.match(r"(?:torch\.)?nn\.\w+\(", ast.unparse(node.value))
        and node.lineno < line
    ]
    return found[-1] if found else None


def _decorated(known: list[Program], value: ast.expr) -> tuple[int, str] | None:
    """The `@torch.no_grad()` above a function of the user's that the value comes from."""
    calls = [n for n in ast.walk(value) if isinstance(n, ast.Call)]
    names = {ast.unparse(call.func).rpartition(".")[2] for call in calls}
    for whole in known:
        for function in ast.walk(whole.tree):
            if isinstance(function, ast.FunctionDef) and function.name in names:
                for mark in function.decorator_list:
                    if re.search(r"no_grad|inference_mode", ast.unparse(mark)):
                        return mark.lineno, f"@{ast.unparse(mark)}"
    return None


def _returned(known: list[Program], value: ast.expr) -> Edit | None:
    """The same in the `return` of the user's own function that made the value."""
    name = getattr(value.func, "id", None) if isinstance(value, ast.Call) else None
    for whole in known:
        for function in ast.walk(whole.tree):
            if isinstance(function, ast.FunctionDef) and function.name == name:
                given = [n.value for n in own_nodes(function) if isinstance(n, ast.Return)]
                if len(given) == 1 and given[0] is not None:
                    return _parted(whole, given[0])
    return None


def _without(statements: list[ast.stmt], node: ast.stmt) -> ast.With | None:
    for block in statements:
        if isinstance(block, ast.With) and block.lineno < node.lineno <= (block.end_lineno or 0):
            if re.search(r"no_grad|inference_mode", ast.unparse(block.items[0].context_expr)):
                return block
    return None


def _parted(whole: Program, value: ast.expr) -> Edit | None:
    """The line without the `.item()`, `.detach()` or `torch.tensor(…)` that its value goes through."""
    for node in ast.walk(value):
        if isinstance(node, ast.Attribute) and node.attr == "data":
            return exchanged(whole, node, ast.unparse(node.value))
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        if isinstance(node.func, ast.Attribute) and node.func.attr in _CUTS:
            inner = node.func.value if name != "torch.argmax" else node.args[0]
            return exchanged(whole, node, ast.get_source_segment(whole.text, inner) or "")
        if name in ("torch.tensor", "torch.as_tensor", "float") and len(node.args) == 1:
            inside = node.args[0]
            if isinstance(inside, ast.Call) and isinstance(inside.func, ast.Attribute):
                if inside.func.attr in _CUTS and not inside.args:
                    inside = inside.func.value
                    return exchanged(whole, node, ast.get_source_segment(whole.text, inside) or "")
            if isinstance(inside, (ast.Name, ast.Attribute)):
                return exchanged(whole, node, ast.unparse(inside))
    return None


def _freezes(node: ast.stmt) -> bool:
    text = ast.unparse(node) if isinstance(node, (ast.Assign, ast.Expr)) else ""
    return text.endswith("requires_grad = False") or "requires_grad_(False)" in text
