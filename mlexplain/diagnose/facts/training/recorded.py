"""What the user's program does to the graph that `backward()` goes through.

A state that is carried from round to round, a value made before the loop: each with the line as it
should be.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from mlexplain.diagnose.facts.code.files import Program
from mlexplain.diagnose.facts.code.origin import Spot, enclosing, own_nodes, spot
from mlexplain.diagnose.facts.code.rewritten import only, programs
from mlexplain.diagnose.facts.scene import Scene

_LOOPS = (ast.For, ast.AsyncFor, ast.While)
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
    if last.lineno + 1 == here.line:
        return {
            "earlier_line": f"{other}.backward()\n{started}.backward()",
            "earlier_number": last.lineno,
            "earlier_mended": f"({other} + {started}).backward()",
        }
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
