"""The parameters of a function: what they are, and what the code does with them."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from math import inf

from mlexplain.explain.expressions.supplied import supplied
from mlexplain.explain.facts.clues import pairs
from mlexplain.explain.facts.roles import is_mean, role_of
from mlexplain.explain.facts.uses import as_said, part_of
from mlexplain.explain.outline.amounts import amount
from mlexplain.explain.outline.firstuses import (
    DOING,
    ROUNDS,
    SAYING_NOTHING,
    USED,
    first_use,
    is_named,
    optional,
    rounds,
)
from mlexplain.explain.outline.steps import Outline
from mlexplain.explain.read.docstring import documentation
from mlexplain.explain.read.walk import walk
from mlexplain.explained import Parameter


def parameters(
    unit: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
    outline: Outline,
    around: ast.ClassDef | None = None,
) -> tuple[Parameter, ...]:
    """One line per parameter, `self` and `cls` left out."""
    if isinstance(unit, ast.ClassDef):
        inits = [n for n in unit.body if isinstance(n, ast.FunctionDef) and n.name == "__init__"]
        return parameters(inits[0], outline, unit) if inits else ()
    args = unit.args
    given = [*args.posonlyargs, *args.args]
    defaults: list[ast.expr | None] = [None] * (len(given) - len(args.defaults)) + list(
        args.defaults
    )
    pairs = [
        *zip(given, defaults, strict=True),
        *zip(args.kwonlyargs, args.kw_defaults, strict=True),
    ]
    documented = documentation(around or unit).parameters
    return tuple(
        Parameter(arg.arg, _text(arg, default, unit, outline, around or unit, documented))
        for arg, default in pairs
        if not outline.scope.owns(arg)
    )


def _text(
    arg: ast.arg,
    default: ast.expr | None,
    unit: ast.FunctionDef | ast.AsyncFunctionDef,
    outline: Outline,
    around: ast.stmt,
    documented: Mapping[str, str],
) -> str:
    parts = []
    role = held(arg.arg, unit, outline)
    if role == "the model" and _is_layer(arg.annotation):
        role = None
    if role:
        parts.append(role)
    if arg.annotation is not None:
        parts.append(f"of type {outline.words.code(arg.annotation)}")
    comes = supplied(arg, default, outline.words)
    if comes:
        parts.append(comes)
    elif default is not None:
        called = isinstance(default, ast.Call)
        given = outline.words.phrase(default) if called else outline.words.code(default)
        parts.append(f"{given} unless given")
    used = (
        optional(arg.arg, default, around, outline)
        or rounds(arg.arg, unit)
        or amount(arg.arg, default, unit, around, outline.words)
        or first_use(arg.arg, unit, outline)
    )
    described = documented.get(arg.arg)
    again = used == ROUNDS and (role or "").startswith("the number of ")
    again = again or all((t or "").startswith("a small number") for t in (role, used))
    if used and not again and not (used in SAYING_NOTHING and (parts or described)):
        parts.append(used)
    elif not used and not _occurs(arg.arg, unit) and not _collects(unit):
        parts.append("not used in the code")
    told = used is not None and used.startswith(DOING)
    if told:
        parts.remove(used or "")
    text = ", ".join(parts) or ("" if told or described else USED)
    sentences = [text[:1].upper() + text[1:] + "."] if text else []
    sentences.extend([f"{used}."] if told else [])
    sentences.extend([f"The docstring says: “{described}”."] if described else [])
    return " ".join(sentences)


def held(name: str, unit: ast.AST, outline: Outline) -> str | None:
    """What a parameter holds: by the idioms that it stands in, by what flows where, by its name."""
    said = as_said(part_of(name, outline.scope.uses), outline.scope.uses)
    known = _role_from_idioms(name, unit, outline) or said
    bearings = outline.describer.bearings
    kept = _set_anew(name, unit) == inf
    borne = (
        bearings[id(n)]
        for n in walk(unit)
        if kept and isinstance(n, ast.Name) and n.id == name and id(n) in bearings
    )
    fields = (
        outline.describer.part(place)
        for n in walk(unit)
        if isinstance(n, ast.Assign)
        for place, value in pairs(n.targets[0], n.value)
        if isinstance(place, ast.Attribute) and is_named(value, name)
    )
    known = known or next(borne, None) or next(filter(None, fields), None)
    if known in _RESULTS and any(_sets(n, name) for n in walk(unit)):
        known = None  # it is what the name holds later on
    spelled = role_of(name, outline.scope.learning)
    if spelled == "the mean" and not is_mean(name, outline.scope.bound):
        return known
    if spelled == "the learning rate" and not _may_be_a_rate(name, unit):
        return known
    if spelled == "the random seed" and any(_puts(n, name) for n in walk(unit)):
        return known
    return known or spelled


def _puts(node: ast.AST, name: str) -> bool:
    """`q.put(seed)` and `{seed}`: one entry among others, as where a search begins."""
    if isinstance(node, ast.Set | ast.List):
        return any(getattr(e, "id", "") == name for e in node.elts)
    called = getattr(node.func, "attr", "") if isinstance(node, ast.Call) else ""
    return called in _PUTTING and any(getattr(a, "id", "") == name for a in node.args)  # type: ignore[attr-defined]


_PUTTING = ("put", "put_nowait", "add", "append", "appendleft", "push")


def _is_layer(annotation: ast.expr | None) -> bool:
    """`nn.Linear`: a part of a model, and no whole one."""
    owner = getattr(annotation, "value", None)
    return getattr(owner, "id", "") == "nn" and getattr(annotation, "attr", "") != "Module"


def _may_be_a_rate(name: str, unit: ast.AST) -> bool:
    """Whether the default is a step that something could be moved by: `eta=0.0` is none."""
    args = unit.args if isinstance(unit, ast.FunctionDef | ast.AsyncFunctionDef) else None
    given = [*args.posonlyargs, *args.args] if args else []
    late = given[len(given) - len(args.defaults) :] if args else []
    held: list[tuple[ast.arg, ast.expr | None]] = []
    if args:
        held = [*zip(late, args.defaults, strict=True)]
        held += zip(args.kwonlyargs, args.kw_defaults, strict=True)
    values = (getattr(d, "value", None) for a, d in held if a.arg == name and d is not None)
    return all(not isinstance(v, int | float) or 0 < v < 1 for v in values)


_RESULTS = ("the probabilities", "the logits", "the predictions", "the attention weights")
"""What is computed, as a rule, and not given."""


def _sets(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)


def _role_from_idioms(name: str, unit: ast.AST, outline: Outline) -> str | None:
    """What the idioms inside the function say of a name."""
    first, last = getattr(unit, "lineno", 0), getattr(unit, "end_lineno", 0)
    anew = _set_anew(name, unit)
    for found in outline.found:
        if not first <= found.nodes[0].lineno <= last:
            continue
        for hole, role in found.idiom.roles.items():
            node = found.binding.get(hole)
            if isinstance(node, ast.Name) and node.id == name and node.lineno < anew:
                return role
    return None


def _set_anew(name: str, unit: ast.AST) -> float:
    """The line from which a parameter holds something that is not made of what was given."""
    lines = [
        n.lineno
        for n in walk(unit)
        if isinstance(n, ast.Assign)
        for place, value in pairs(n.targets[0], n.value)
        if getattr(place, "id", "") == name
        and not any(getattr(part, "id", "") == name for part in walk(value))
    ]
    return min(lines, default=inf)


def _occurs(name: str, unit: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(isinstance(n, ast.Name) and n.id == name for n in walk(unit))


def _collects(unit: ast.AST) -> bool:
    """Whether a call takes up parameters that it does not name: `locals()`."""
    calls = (n.func for n in walk(unit) if isinstance(n, ast.Call))
    return any(getattr(f, "attr", getattr(f, "id", "")) in _COLLECTING for f in calls)


_COLLECTING = ("locals", "save_hyperparameters")
