"""What an initialiser gives a new object: layers and other fields."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain import knowledge
from mlexplain.explain.facts.predicates import is_spelled
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.outline.doings import idiomatic
from mlexplain.explain.outline.steps import Outline
from mlexplain.explain.quoting import join_words, with_article
from mlexplain.explain.read.walk import walk

Function = ast.FunctionDef | ast.AsyncFunctionDef
_MOST_NAMED = 8


def prepared(unit: Function, outline: Outline) -> list[str]:
    """What an initialiser gives the new object, where it gives it anything."""
    layers, fields = fields_of(unit, outline) if unit.name == "__init__" else ([], [])
    parts = [f"makes {join_words(layers)}"] if layers else []
    if len(fields) > _MOST_NAMED:
        fields = [*fields[: _MOST_NAMED - 1], f"{len(fields) - _MOST_NAMED + 1} more"]
    if fields:
        parts.append(f"sets the field{'s' if fields[1:] else ''} {join_words(fields)}")
    return (
        [*idiomatic(outline, (unit.lineno, unit.end_lineno or unit.lineno)), *parts]
        if parts
        else []
    )


def fields_of(
    init: Function, outline: Outline, network: ast.ClassDef | None = None
) -> tuple[list[str], list[str]]:
    """What an initialiser sets: layers of a network with their kinds, and other fields. An object of
    a class that is not known counts as a part of a `network`, as does an argument that it calls."""
    run = _run(network) if network else None
    layers: dict[str, list[str]] = {}
    fields: list[str] = []
    owner = init.args.args[0].arg if init.args.args else "self"
    for target, value in _assigned(init):
        name = dotted(target) or ""
        if name.partition(".")[0] != owner or "." not in name:
            continue
        field = name.split(".", 1)[1]
        made = _part(name, value, outline, run)
        if made is not None:
            layers.setdefault(made, []).append(f"`{field}`")
        elif f"`{field}`" not in fields:
            fields.append(f"`{field}`")
    for call in (n for n in walk(init) if isinstance(n, ast.Call) and n.args):
        if dotted(call.func) == f"{owner}.register_buffer":
            kept = getattr(call.args[0], "value", "")
            fields.extend([f"`{kept}`"] if str(kept).isidentifier() else [])
    told: list[str] = []
    for kind, names in layers.items():
        each = list(dict.fromkeys(names))
        told.extend([_counted(kind, each)] if kind else each)
    return told, fields


def _run(network: ast.ClassDef) -> set[str | None]:
    """What a network calls."""
    return {dotted(n.func) for n in walk(network) if isinstance(n, ast.Call)}


def set_by(init: Function) -> list[str]:
    """The fields that an initialiser sets, in order."""
    owner = init.args.args[0].arg if init.args.args else "self"
    names = (dotted(target) or "" for target, _ in _assigned(init))
    told = [f"`{n.removeprefix(f'{owner}.')}`" for n in names if n.startswith(f"{owner}.")]
    return list(dict.fromkeys(told))


def _part(name: str, value: ast.expr, outline: Outline, run: set[str | None] | None) -> str | None:
    """What kind of part of a network, which calls what is `run`, a value is: its class where that is
    all that is known, nothing where it is one of two or given; None of what is no part."""
    scope, network = outline.scope, run is not None
    if isinstance(value, ast.IfExp) and network:
        either = [_part(name, v, outline, run) for v in (value.body, value.orelse)]
        return "" if any(part is not None for part in either) else None
    if isinstance(value, ast.Name) and run and name in run and not is_spelled(value, _NO_PARTS):
        return "" if scope.kind(value) in (None, "Module") else None
    if not isinstance(value, ast.Call):
        return None
    if scope.kind(value) == "Module":
        return outline.words.layers.get(name) or outline.words.code(value.func)
    if network and not scope.kind(value) and scope.full_name(value.func) not in knowledge.cards():
        called = (dotted(value.func) or "").rpartition(".")[2]
        if called[:1].isupper():
            return outline.words.code(value.func)
        return "" if run and name in run and not any(w in name for w in _NO_PARTS) else None
    return scope.layer_made(value) or None if network else None


_NO_PARTS = ["fn", "func", "function", "loss", "criterion", "tokenizer", "transform", "callback"]
"""Words in the names of what a network calls that is no part of it."""


def leaves_out(init: Function, outline: Outline, network: ast.ClassDef) -> bool:
    """Whether a new network may have parts that are not told: what its own methods and functions
    that are not known make, and what is added by name."""
    owner = init.args.args[0].arg if init.args.args else "self"
    run = _run(network)
    for target, value in _assigned(init):
        made = dotted(value.func) or "" if isinstance(value, ast.Call) else ""
        if (dotted(target) or "").startswith(f"{owner}.") and made:
            builds = made.rpartition(".")[2].startswith(("_make", "make_", "_build", "build_"))
            if builds and _part(dotted(target) or "", value, outline, run) is None:
                return True
    adding = (n for n in walk(init) if isinstance(n, ast.Call))
    return any(dotted(n.func) in (f"{owner}.add_module", "setattr") for n in adding)


def _counted(kind: str, names: list[str]) -> str:
    """ "two linear layers (`a` and `b`)"."""
    if kind.startswith("`"):
        return f"{join_words(names)} ({kind})"
    if len(names) == 1:
        return f"{with_article(kind)} ({names[0]})"
    many = _NUMBERS.get(len(names), "several")
    head, of, rest = kind.partition(" of ")
    heads = head if head.endswith("s") else f"{head[:-1]}ies" if head.endswith("y") else f"{head}s"
    return f"{many} {heads}{of}{rest} ({join_words(names)})"


_NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}


def _assigned(unit: Function) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Targets with their values; those of `a, b = c, d` one by one."""
    for node in walk(unit):
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            yield node.target, node.value
        if not (isinstance(node, ast.Assign) and len(node.targets) == 1):
            continue
        target, value = node.targets[0], node.value
        if isinstance(target, ast.Tuple):
            values = value.elts if isinstance(value, ast.Tuple) else [value] * len(target.elts)
            yield from zip(target.elts, values, strict=False)
        else:
            yield target, value
