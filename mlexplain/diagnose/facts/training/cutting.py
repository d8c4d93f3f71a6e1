"""What keeps a loss from requiring gradients: the step that cuts it off, followed back from the loss.

Through names, lists that are appended to, the user's own functions and the `forward` of own modules.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mlexplain.diagnose.facts.code.files import Program
from mlexplain.diagnose.facts.code.origin import enclosing, own_nodes, spot
from mlexplain.diagnose.facts.code.rewritten import Edit, exchanged, programs
from mlexplain.diagnose.facts.scene import Scene
from mlexplain.diagnose.facts.training.freezing import freezing

_CUTS = {"item", "detach", "argmax", "numpy", "tolist", "round", "long", "int", "data"}
"""Methods after which no gradient flows."""
_ASIDE = re.compile(
    r"(?:^|_)(?:y\w?|labels?|targets?|tgt|gt|true|truth|masks?|ids|idx|old|next|rewards?)(?:_|$)"
)
"""Names of what a loss compares with: it needs no gradients."""
_SWITCH = re.compile(r"no_grad|inference_mode|set_grad_enabled\(False\)")
_DEEP = 3


@dataclass(frozen=True)
class _Cut:
    kind: str
    edit: Edit


@dataclass(frozen=True)
class _Place:
    """Where an expression stands: its program, the function around it, its line."""

    whole: Program
    scope: ast.AST
    line: int


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    here = spot(scene)
    started = facts.get("call_object") if facts.get("call_method") == "backward" else None
    known = programs(scene)
    if here is None or not started:
        return freezing(known)
    scope: ast.AST = enclosing(here.program.tree, here.line) or here.program.tree
    loss = _parsed(started)
    place = _Place(here.program, scope, here.line)
    cut = next(_cuts(known, place, loss, 0, set()), None) if loss else None
    frozen = freezing(known) or _switched(known)
    if cut is not None and not (frozen and _elsewhere(here.program, scope, cut.edit)):
        return {
            "cut_kind": cut.kind,
            "cut_line": cut.edit.line,
            "cut_mended": cut.edit.changed + _gathered(here.program, cut.edit),
            "cut_number": cut.edit.number,
        }
    return frozen


def _gathered(whole: Program, edit: Edit) -> str:
    """A remark where what the line appends goes through `torch.tensor(…)`, which cuts it off anew."""
    listed = re.match(r"([\w.]+)\.append\(", edit.changed)
    made = listed and re.search(rf"torch\.(?:as_)?tensor\({re.escape(listed[1])}\)", whole.text)
    if not listed or not made:
        return ""
    return f"    # and torch.stack({listed[1]}) in place of {made.group()}"


def _switched(known: list[Program]) -> dict[str, Any]:
    """The `torch.set_grad_enabled(False)` in a function, which outlasts it, as a decorator."""
    found = [
        (whole, function, node)
        for whole in known
        for function in ast.walk(whole.tree)
        if isinstance(function, ast.FunctionDef)
        for node in function.body[:3]
        if isinstance(node, ast.Expr) and ast.unparse(node.value) == "torch.set_grad_enabled(False)"
    ]
    if len(found) != 1:
        return {}
    whole, function, node = found[0]
    head = whole.text.splitlines()[function.lineno - 1 : node.lineno]
    changed = textwrap.dedent(
        "\n".join(["@torch.no_grad()", *(line for line in _level(head[:-1]))])
    )
    return {
        "cut_kind": "switch",
        "cut_line": "\n".join(_level(head)),
        "cut_mended": changed,
        "cut_number": node.lineno,
    }


def _level(lines: list[str]) -> list[str]:
    return textwrap.dedent("\n".join(lines)).splitlines()


def _elsewhere(whole: Program, scope: ast.AST, edit: Edit) -> bool:
    """Whether a line stands in another function than the loss: it may be one of several ways."""
    line = whole.text.splitlines()[edit.number - 1 : edit.number]
    around = enclosing(whole.tree, edit.number) or whole.tree
    return around is not scope or not line or line[0].strip() != edit.line.splitlines()[0]


def _parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):
        return None


def _cuts(
    known: list[Program], at: _Place, value: ast.expr, deep: int, seen: set[int]
) -> Iterator[_Cut]:
    """The cuts on the way to a value, the nearest first."""
    if edit := _parted(at, value):
        yield _Cut("step", edit)
    for call in (n for n in ast.walk(value) if isinstance(n, ast.Call)):
        for whole, function in _functions(known, at.whole, call):
            if id(function) not in seen and deep < _DEEP:
                seen.add(id(function))
                yield from _inside(known, whole, function, None, deep, seen)
    names = [n.id for n in ast.walk(value) if isinstance(n, ast.Name)]
    for name in dict.fromkeys(names):
        if not _ASIDE.search(name):
            yield from _behind(known, at, name, deep, seen)


def _behind(
    known: list[Program], at: _Place, name: str, deep: int, seen: set[int]
) -> Iterator[_Cut]:
    """The same of what a name was set to last, or what was appended to it."""
    for node, value, place in _sets(at, name):
        if id(node) in seen:
            continue
        seen.add(id(node))
        if block := _without(at.scope, node):
            head = at.whole.written(block)
            yield _Cut("no_grad", Edit(block.lineno, head, head))
            continue
        functions = _functions(known, at.whole, value) if isinstance(value, ast.Call) else ()
        for whole, function in functions if place is not None else ():
            if deep < _DEEP:
                seen.add(id(function))
                yield from _inside(known, whole, function, place, deep, seen)
        inner = _Place(at.whole, at.scope, node.lineno)
        yield from _cuts(known, inner, value, deep, seen)


def _inside(
    known: list[Program],
    whole: Program,
    function: ast.FunctionDef,
    place: int | None,
    deep: int,
    seen: set[int],
) -> Iterator[_Cut]:
    """The cuts in a function of the user's; `place` is which of the values that it returns."""
    for mark in function.decorator_list:
        if _SWITCH.search(ast.unparse(mark)):
            line = f"@{ast.unparse(mark)}"
            yield _Cut("decorator", Edit(mark.lineno, line, line))
            return
    for node in own_nodes(function):
        if isinstance(node, ast.Return) and node.value is not None:
            value = node.value
            if place is not None and isinstance(value, ast.Tuple) and place < len(value.elts):
                value = value.elts[place]
            if block := _without(function, node):
                head = whole.written(block)
                yield _Cut("no_grad", Edit(block.lineno, head, head))
            else:
                at = _Place(whole, function, node.lineno)
                yield from _cuts(known, at, value, deep + 1, seen)


def _sets(at: _Place, name: str) -> list[tuple[ast.stmt, ast.expr, int | None]]:
    """The last statement above the line that sets a name, and those that append to it: each with
    the value, and the place of the name where several are set."""
    found: list[tuple[ast.stmt, ast.expr, int | None]] = []
    added: list[tuple[ast.stmt, ast.expr, int | None]] = []
    for node in own_nodes(at.scope):
        if not isinstance(node, (ast.Assign, ast.AugAssign, ast.Expr)) or node.lineno >= at.line:
            continue
        if isinstance(node, ast.Assign):
            for target in node.targets:
                elements = getattr(target, "elts", None)
                for place, element in enumerate(elements or [target]):
                    if isinstance(element, ast.Name) and element.id == name:
                        found.append((node, node.value, place if elements else None))
        elif isinstance(node, ast.AugAssign) and ast.unparse(node.target) == name:
            added.append((node, node.value, None))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            if ast.unparse(node.value.func) == f"{name}.append" and node.value.args:
                added.append((node, node.value.args[0], None))
    return [*added, *sorted(found, key=lambda f: f[0].lineno)[-1:]]


def _functions(
    known: list[Program], whole: Program, call: ast.Call
) -> Iterator[tuple[Program, ast.FunctionDef]]:
    """The user's own function or method that a call runs; of a module that it makes, `forward`."""
    name = ast.unparse(call.func).rpartition(".")[2]
    made = {
        ast.unparse(node.value.func).rpartition(".")[2]
        for node in ast.walk(whole.tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        if ast.unparse(call.func) in map(ast.unparse, node.targets)
    }
    for other in known:
        for node in ast.walk(other.tree):
            if isinstance(node, ast.FunctionDef) and node.name == name != "forward":
                yield other, node
            elif isinstance(node, ast.ClassDef) and node.name in made:
                for inner in node.body:
                    if isinstance(inner, ast.FunctionDef) and inner.name == "forward":
                        yield other, inner


def _without(scope: ast.AST, node: ast.stmt) -> ast.With | None:
    """The block around a statement in which nothing is recorded."""
    for block in own_nodes(scope):
        if isinstance(block, ast.With) and block.lineno < node.lineno <= (block.end_lineno or 0):
            if _SWITCH.search(ast.unparse(block.items[0].context_expr)):
                return block
    return None


def _parted(at: _Place, value: ast.expr) -> Edit | None:
    """The line without the `.item()`, `.detach()`, `> 0.5` or `torch.tensor(…)` that a value goes
    through."""
    for node in ast.walk(value):
        if isinstance(node, ast.Call) and (whole := _stacked(at, node)):
            return exchanged(at.whole, node, whole)
        inner = _kept(at, node) if isinstance(node, ast.expr) else None
        if inner is not None and not _aside(inner):
            text = ast.get_source_segment(at.whole.text, inner) or ""
            return exchanged(at.whole, node, text)  # type: ignore[arg-type]
    return None


def _stacked(at: _Place, node: ast.Call) -> str | None:
    """`torch.stack(terms)` for `torch.tensor([t.item() for t in terms])`, which would stay cut off
    without its `.item()`, too."""
    listed = node.args[0] if len(node.args) == 1 else None
    if ast.unparse(node.func) not in ("torch.tensor", "torch.as_tensor"):
        return None
    if not isinstance(listed, ast.ListComp) or (inner := _kept(at, listed.elt)) is None:
        return None
    if _aside(inner):
        return None
    only, first = len(listed.generators) == 1, listed.generators[0]
    named = isinstance(first.iter, (ast.Name, ast.Attribute)) and not first.ifs
    if only and named and ast.unparse(inner) == ast.unparse(first.target):
        return f"torch.stack({ast.unparse(first.iter)})"
    return f"torch.stack({ast.unparse(ast.ListComp(inner, listed.generators))})"


def _kept(at: _Place, node: ast.expr) -> ast.expr | None:
    """Of a step that cuts off, what it is applied to."""
    if isinstance(node, ast.Attribute) and node.attr == "data":
        return node.value
    if not isinstance(node, ast.Call):
        return None
    name = ast.unparse(node.func)
    if name in ("torch.argmax", "torch.round") and node.args:
        return node.args[0]
    if isinstance(node.func, ast.Attribute):
        owner = node.func.value
        if node.func.attr in ("float", "long", "int", "to") and isinstance(owner, ast.Compare):
            return owner.left
        if node.func.attr in _CUTS and ast.unparse(owner) not in ("torch", "np"):
            return _kept(at, owner) or owner
    if name in ("torch.tensor", "torch.as_tensor", "float") and len(node.args) == 1:
        inside = node.args[0]
        if isinstance(inside, ast.Call) and isinstance(inside.func, ast.Attribute):
            return inside.func.value if inside.func.attr in _CUTS and not inside.args else None
        if isinstance(inside, (ast.Name, ast.Attribute)):
            return None if _listed(at, ast.unparse(inside)) else inside
    return None


def _listed(at: _Place, name: str) -> bool:
    """Whether a name holds a list, or plain numbers."""
    sets = _sets(at, name)
    values = [v for node, v, _ in sets if isinstance(node, ast.Assign)]
    return any(isinstance(node, ast.Expr) for node, _, _ in sets) or any(
        isinstance(v, (ast.List, ast.ListComp, ast.Constant, ast.Tuple)) for v in values
    )


def _aside(value: ast.expr) -> bool:
    """Whether all names in it are those of targets."""
    names = [
        n.id for n in ast.walk(value) if isinstance(n, ast.Name) and n.id not in ("torch", "F")
    ]
    return bool(names) and all(_ASIDE.search(n) for n in names)
