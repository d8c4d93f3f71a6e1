"""Where a value of the failing line comes from, followed through the user's program.

Back to the last assignment above the line, from a parameter to the caller's argument, from
`self.x` to the place that sets it, from a call of the user's own function to what it returns.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mlexplain.diagnose.facts.code.files import Program, program
from mlexplain.diagnose.facts.scene import Scene
from mlexplain.report import Frame

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_SCOPES = (*_FUNCTIONS, ast.Lambda, ast.ClassDef)
_DEEP = 6


@dataclass(frozen=True)
class Origin:
    """The expression that a value was made by, and the statement that it stands in."""

    value: ast.expr
    statement: ast.stmt
    program: Program
    target: str | None = None
    """What the statement assigns to, where it assigns this value."""
    nothing: ast.FunctionDef | None = None
    """The user's own function that made it and returns nothing."""
    lacking: ast.FunctionDef | None = None
    """The user's own function that made it and returns something on some ways only."""
    place: int | None = None
    """Which of several values that a call gives it is."""


@dataclass(frozen=True)
class Spot:
    """A line of the program, and the frames that led there (the last is its own)."""

    program: Program
    line: int
    frames: tuple[Frame, ...]


def spot(scene: Scene) -> Spot | None:
    """The user's innermost line."""
    frames = scene.own_frames
    whole = program(scene, frames[-1] if frames else None)
    return Spot(whole, whole.at, frames) if whole else None


def origin(scene: Scene, expression: str | None, deep: int = 0) -> Origin | None:
    """What made the value of an expression that stands in the user's innermost line."""
    here = spot(scene)
    try:
        node = ast.parse(expression or "", mode="eval").body
    except (SyntaxError, ValueError):
        return None
    return _follow(scene, here, node, deep) if here else None


def _follow(scene: Scene, at: Spot, node: ast.expr, deep: int) -> Origin | None:
    if deep > _DEEP:
        return None
    if isinstance(node, ast.Name):
        found = _named(scene, at, node.id, deep)
    elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "self":
        found = _of_self(at, node.attr)
    else:
        return None
    return _deeper(scene, found, at, deep) if found else None


def _deeper(scene: Scene, found: Origin, at: Spot, deep: int) -> Origin:
    """What stands behind a value that is itself a name, or the result of the user's function."""
    value, line = found.value, found.statement.lineno
    if isinstance(value, (ast.Name, ast.Attribute)):
        behind = Spot(found.program, line, at.frames)
        return _follow(scene, behind, value, deep + 1) or found
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        function = _function(found.program.tree, value.func.id)
        if function is not None and not function.decorator_list:
            return _returned(scene, found, function, at, deep)
    if isinstance(value, ast.Call) and (run := _forward(found.program.tree, value.func)):
        inside = _returned(scene, found, run, at, deep)
        return inside if inside.nothing or inside.lacking else found
    return found


def _forward(tree: ast.Module, called: ast.expr) -> ast.FunctionDef | None:
    """The `forward` that `net(x)` runs, where the program makes `net` of a class of its own."""
    made = {
        node.value.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        if isinstance(node.value.func, ast.Name)
        and any(ast.unparse(t) == ast.unparse(called) for t in node.targets)
    }
    classes = [n for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and n.name in made]
    found = [n for n in classes[0].body if isinstance(n, ast.FunctionDef)] if classes else []
    return next((n for n in found if n.name == "forward" and len(classes) == 1), None)


def _returned(
    scene: Scene, found: Origin, function: ast.FunctionDef, at: Spot, deep: int
) -> Origin:
    own = list(own_nodes(function))
    if any(isinstance(n, (ast.Yield, ast.YieldFrom)) for n in own):
        return found
    returns = [n for n in own if isinstance(n, ast.Return)]
    given = [n for n in returns if n.value is not None]
    if not given:
        whole = found.program
        return Origin(found.value, found.statement, whole, found.target, nothing=function)
    if len(given) != 1 or given[0].value is None:
        return replace(found, lacking=function)
    value = given[0].value
    if isinstance(value, ast.Tuple) and found.place is not None and found.place < len(value.elts):
        value = value.elts[found.place]
    elif found.place is not None:
        return found
    inside = Spot(found.program, given[0].lineno, at.frames)
    always = isinstance(function.body[-1], (ast.Return, ast.Raise))
    if isinstance(value, ast.Call):
        lacking = None if always else function
        return Origin(value, given[0], found.program, lacking=lacking)
    behind = _follow(scene, inside, value, deep + 1) or found
    return behind if always or behind.nothing else replace(behind, lacking=function)


def _named(scene: Scene, at: Spot, name: str, deep: int) -> Origin | None:
    """The last assignment above the line in the same function, else the argument for it, else the
    module's."""
    function = enclosing(at.program.tree, at.line)
    sets = [s for s in _sets(function, at.program, name) if s.statement.lineno < at.line]
    if sets:
        return sets[-1]
    if isinstance(function, ast.Lambda):
        return None
    if function is not None and name in _parameters(function):
        return _argument(scene, at, function, name, deep)
    if function is not None:
        sets = list(_sets(None, at.program, name))
        return sets[-1] if len(sets) == 1 else None
    return None


def _sets(scope: ast.AST | None, whole: Program, name: str) -> Iterator[Origin]:
    for node in sorted(own_nodes(scope or whole.tree), key=lambda n: getattr(n, "lineno", 0)):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target = node.targets[0]
            if isinstance(target, ast.Name) and target.id == name:
                yield Origin(node.value, node, whole, name)
            elif isinstance(target, ast.Tuple):
                names = [getattr(e, "id", None) for e in target.elts]
                if name in names:
                    parts = getattr(node.value, "elts", None)
                    place = names.index(name)
                    value = parts[place] if parts else node.value
                    yield Origin(value, node, whole, place=None if parts else place)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            if isinstance(node.target, ast.Name) and node.target.id == name:
                yield Origin(node.value, node, whole, name)
        elif isinstance(node, ast.With):
            for item in node.items:
                if isinstance(item.optional_vars, ast.Name) and item.optional_vars.id == name:
                    yield Origin(item.context_expr, node, whole)
        elif isinstance(node, ast.For):
            if any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(node.target)):
                yield Origin(ast.Starred(node.iter), node, whole)


def _of_self(at: Spot, attribute: str) -> Origin | None:
    """The one place of the class that sets `self.attribute`."""
    classes = [
        n
        for n in ast.walk(at.program.tree)
        if isinstance(n, ast.ClassDef) and n.lineno <= at.line <= (n.end_lineno or 0)
    ]
    found = [
        Origin(node.value, node, at.program, f"self.{attribute}")
        for scope in classes[-1:]
        for node in ast.walk(scope)
        if isinstance(node, ast.Assign)
        and any(ast.unparse(t) == f"self.{attribute}" for t in node.targets)
    ]
    return found[0] if len(found) == 1 else None


def _argument(
    scene: Scene, at: Spot, function: ast.FunctionDef, name: str, deep: int
) -> Origin | None:
    """What the caller, one frame up, puts in for a parameter."""
    above = at.frames[:-1]
    while above and _comprehension(above[-1]):
        above = above[:-1]
    caller = program(scene, above[-1]) if above else None
    if caller is None:
        return None
    statement = statement_at(caller.tree, caller.at)
    if statement is None:
        return None
    calls = [n for n in ast.walk(statement) if isinstance(n, ast.Call)]
    calls = [c for c in calls if ast.unparse(c.func).rpartition(".")[2] == function.name]
    if len(calls) != 1:
        return None
    given = _given(calls[0], function, name)
    if given is None:
        return None
    there = Spot(caller, caller.at, above)
    return _follow(scene, there, given, deep + 1) or Origin(given, statement, caller)


def _given(call: ast.Call, function: ast.FunctionDef, name: str) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    parameters = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
    if parameters[:1] in (["self"], ["cls"]) and isinstance(call.func, ast.Attribute):
        parameters = parameters[1:]
    if name not in parameters or any(isinstance(a, ast.Starred) for a in call.args):
        return None
    place = parameters.index(name)
    return call.args[place] if place < len(call.args) else None


def _comprehension(frame: Frame) -> bool:
    return (frame.function or "").rpartition(".")[2] in ("<listcomp>", "<dictcomp>", "<genexpr>")


def _parameters(function: ast.FunctionDef) -> list[str]:
    spec = function.args
    return [a.arg for a in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs)]


def own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function or module, without those of functions and classes in it."""
    for child in ast.iter_child_nodes(scope):
        yield child
        if not isinstance(child, _SCOPES):
            yield from own_nodes(child)


def enclosing(tree: ast.Module, line: int) -> ast.FunctionDef | None:
    """The innermost function whose body holds a line."""
    found = [
        n
        for n in ast.walk(tree)
        if isinstance(n, _FUNCTIONS) and n.body[0].lineno <= line <= (n.end_lineno or 0)
    ]
    return max(found, key=lambda n: n.lineno, default=None)  # type: ignore[return-value]


def statement_at(tree: ast.Module, line: int) -> ast.stmt | None:
    """The innermost statement that a line belongs to."""
    found: Sequence[ast.stmt] = [
        n
        for n in ast.walk(tree)
        if isinstance(n, ast.stmt) and n.lineno <= line <= (n.end_lineno or 0)
    ]
    return max(found, key=lambda n: (n.lineno, -(n.end_lineno or 0)), default=None)


def _function(tree: ast.Module, name: str) -> ast.FunctionDef | None:
    found = [n for n in ast.walk(tree) if isinstance(n, _FUNCTIONS) and n.name == name]
    return found[0] if len(found) == 1 else None  # type: ignore[return-value]
