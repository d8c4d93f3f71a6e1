"""The line that gives a layer the width that does not fit what arrives, with the width that does."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

from mlexplain.diagnose.facts.code.files import Program
from mlexplain.diagnose.facts.code.origin import enclosing, statement_at
from mlexplain.diagnose.facts.code.rewritten import Edit, exchanged, only, programs, told
from mlexplain.diagnose.facts.scene import Scene

_WIDTH = {"Linear": "in_features"}
_WIDTH |= {f"Conv{way}{n}d": "in_channels" for way in ("", "Transpose") for n in (1, 2, 3)}
_WIDTH |= {f"BatchNorm{n}d": "num_features" for n in (1, 2, 3)}
_WIDTH |= {
    f"{kind}{cell}": "input_size" for kind in ("LSTM", "GRU", "RNN") for cell in ("", "Cell")
}
"""Layers by the argument that says how wide their input is: the first."""
_FITS = (
    ("right_rows", "left_columns", "Linear"),
    ("wanted_features", "got_features", "LSTM GRU RNN"),
    ("expected", "got", "Conv"),
)
"""What a layer was made for, what arrives, as the rules' slots call them, and the layers' names."""
_SUMS: Mapping[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Pow: operator.pow,
}

Values = Mapping[str, tuple[Program, ast.expr]]
"""What names stand for, and in which program that is written."""


def _fitted(known: list[Program], facts: Mapping[str, Any]) -> Edit | None:
    """The line that makes a layer, or hands it its width, with the width that arrives."""
    sizes = [(facts.get(made), facts.get(got), kinds) for made, got, kinds in _FITS]
    sizes = [size for size in sizes if isinstance(size[0], int) and isinstance(size[1], int)]
    if not sizes:
        return None
    made, got, kinds = sizes[0]
    message = str(facts.get("message") or "")
    if "running_" in message:
        kinds = "BatchNorm"
    shapes = facts.get("shapes") or [[]]
    behind = shapes[0]["transposed=1" in message] if len(shapes[0]) > 2 else None
    wanted = facts.get("right_columns") or behind
    called = facts.get("layer_called") or facts.get("call")
    wide: list[tuple[Program, ast.expr]] = []
    named: list[tuple[Program, ast.expr]] = []
    for whole in known:
        for node in ast.walk(whole.tree):
            width = _width(node, kinds) if isinstance(node, ast.Call) else None
            for values in instances(known, whole, node) if width is not None else ():
                out = node.args[1] if len(node.args) > 1 else None  # type: ignore[attr-defined]
                behind = number(out, values) if wanted else None
                if width is not None and number(width, values) == made:
                    if behind in (None, wanted):
                        wide.append(_given(whole, width, values))
                        if called and _sets(whole, width, called):
                            named.append(wide[-1])
    if kinds == "BatchNorm" and _agrees(known, facts):
        return None
    found = only(named) or only(wide)
    edit = exchanged(found[0], found[1], str(got)) if found else None
    return _with_like(edit, found, wide, str(got)) if edit else None


def _with_like(
    edit: Edit, found: tuple[Program, ast.expr], wide: list[tuple[Program, ast.expr]], got: str
) -> Edit:
    """The edit with those of the lines next to it that give a layer the same width in the same words."""
    text = ast.unparse(found[1])
    edits = {edit.number: edit}
    for whole, width in wide:
        if whole is found[0] and ast.unparse(width) == text and not text.isdigit():
            if other := exchanged(whole, width, got):
                edits.setdefault(other.number, other)
    first = last = edit.number
    while first - 1 in edits:
        first -= 1
    while last + 1 in edits:
        last += 1
    run = [edits[number] for number in range(first, last + 1)]
    return Edit(first, "\n".join(e.line for e in run), "\n".join(e.changed for e in run))


def _width(call: ast.Call, kinds: str) -> ast.expr | None:
    layer = ast.unparse(call.func).rpartition(".")[2]
    name = _WIDTH.get(layer) if layer.startswith(tuple(kinds.split())) else None
    named = [k.value for k in call.keywords if k.arg == name]
    return named[0] if named else call.args[0] if name and call.args else None


def _agrees(known: list[Program], facts: Mapping[str, Any]) -> bool:
    """Whether a normalisation fits the layer before: then the features stand in another dimension."""
    return _gives(known, facts.get("expected")) and not _gives(known, facts.get("got"))


def _gives(known: list[Program], size: int | None) -> bool:
    """Whether some layer is made with this number of outputs."""
    return any(
        number(node.args[1], values) == size
        for whole in known
        for node in ast.walk(whole.tree)
        if isinstance(node, ast.Call) and len(node.args) > 1
        if ast.unparse(node.func).rpartition(".")[2] in _WIDTH
        for values in instances(known, whole, node)
    )


def _sets(whole: Program, node: ast.expr, called: str) -> bool:
    return called in targets(whole, node)


def targets(whole: Program, node: ast.expr) -> list[str]:
    """What the statement of an expression assigns to."""
    statement = statement_at(whole.tree, node.lineno)
    return [ast.unparse(t) for t in statement.targets] if isinstance(statement, ast.Assign) else []


def instances(known: list[Program], whole: Program, node: ast.AST) -> list[Values]:
    """What names stand for at a call: constants of the module, and what each making of the class
    around it hands over."""
    values: dict[str, tuple[Program, ast.expr]] = {}
    for line in whole.tree.body:
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
            values[line.targets[0].id] = (whole, line.value)
    around = [
        n
        for n in ast.walk(whole.tree)
        if isinstance(n, ast.ClassDef) and n.lineno <= node.lineno <= (n.end_lineno or 0)  # type: ignore[attr-defined]
    ]
    spec = _init(around[-1]) if around else None
    if spec is None:
        return [values]
    names = [a.arg for a in spec.args]
    defaults = zip(names[len(names) - len(spec.defaults) :], spec.defaults, strict=True)
    values |= {name: (whole, value) for name, value in defaults}
    made: list[Values] = []
    for program_ in known:
        for call in ast.walk(program_.tree):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == around[-1].name:
                given = list(zip(names[1:], call.args, strict=False))
                given += [(k.arg, k.value) for k in call.keywords if k.arg]
                made.append(values | {name: (program_, value) for name, value in given})
    return made or [values]


def _init(made: ast.ClassDef) -> ast.arguments | None:
    own = [n for n in made.body if isinstance(n, ast.FunctionDef) and n.name == "__init__"]
    return own[0].args if own else None


def number(node: ast.expr | None, values: Values, deep: int = 0) -> int | None:
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    if isinstance(node, ast.Name) and deep < 4 and node.id in values:
        return number(values[node.id][1], values, deep + 1)
    if isinstance(node, ast.BinOp) and type(node.op) in _SUMS:
        left, right = (number(side, values, deep) for side in (node.left, node.right))
        if left is not None and right:
            return _SUMS[type(node.op)](left, right)
    return None


def _given(whole: Program, width: ast.expr, values: Values) -> tuple[Program, ast.expr]:
    """Where a width that is a class's argument, used there for widths of inputs alone, is handed over
    as a number."""
    name = getattr(width, "id", "")
    where, value = values.get(name, (whole, width))
    around = enclosing(whole.tree, width.lineno)
    loads = [n for n in ast.walk(around) if getattr(n, "id", "") == name] if around else []
    inputs = [
        _width(n, " ".join(_WIDTH))
        for n in (ast.walk(around) if around else ())
        if isinstance(n, ast.Call)
    ]
    inside = {id(part) for node in inputs if node is not None for part in ast.walk(node)}
    handed = isinstance(value, ast.Constant) and all(id(n) in inside for n in loads)
    return (where, value) if handed else (whole, width)


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    known = programs(scene)
    agrees = "running_" in str(facts.get("message") or "") and _agrees(known, facts)
    return told("layer", _fitted(known, facts)) | {"width_agrees": agrees or None}
