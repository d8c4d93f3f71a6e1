"""What a class is and what its objects hold and do, in a few sentences."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mlexplain.explain import knowledge
from mlexplain.explain.outline.doings import idiomatic
from mlexplain.explain.outline.functions import Function, of_method
from mlexplain.explain.outline.initialising import fields_of, leaves_out, set_by
from mlexplain.explain.outline.natures import nature
from mlexplain.explain.outline.steps import Outline
from mlexplain.explain.quoting import join_words

_MOST_NAMED = 8
_MOST_TOLD = 4


def of_class(unit: ast.ClassDef, outline: Outline) -> Iterator[str]:
    methods = [n for n in unit.body if isinstance(n, Function)]
    init = next((m for m in methods if m.name == "__init__"), None)
    network = outline.scope.classes.get(unit.name, "").endswith("Module")
    layers, fields = fields_of(init, outline, unit if network else None) if init else ([], [])
    declared = [
        f"`{n.target.id}`"
        for n in unit.body
        if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)
    ]
    more = bool(init and (layers[_MOST_NAMED:] or leaves_out(init, outline, unit)))
    if layers and not network:
        layers, fields = [], set_by(init) if init else []
    layers, fields = layers[:_MOST_NAMED], list(dict.fromkeys(declared + fields))
    if len(fields) > _MOST_NAMED:
        fields = [*fields[: _MOST_NAMED - 1], f"{len(fields) - _MOST_NAMED + 1} more"]
    bases = [outline.words.code(b) for b in unit.bases]
    if network:
        among = "made, among others, of" if more else "made of"
        made = f", {among} {join_words(layers)}" if layers else ""
        yield f"`{unit.name}` is {nature(unit, outline)}{made}."
    elif bases:
        purpose = next(filter(None, map(outline.describer.purpose, unit.bases)), "")
        yield f"`{unit.name}` is a kind of {join_words(bases)}{purpose}."
    named = _by_name(unit.name)
    if fields and not layers:
        it = f"`{unit.name}` is a class{named}; it"
        yield f"{'It' if bases else it} holds {join_words(fields)}."
    elif not bases and not layers:
        yield f"`{unit.name}` is a class{named}."
    operators: dict[str, str] = knowledge.table("nouns")["operators"]
    can = list(dict.fromkeys(operators[m.name] for m in methods if m.name in operators))
    if len(can) > 1:
        yield f"Its objects can be {join_words(can)}."
        methods = [m for m in methods if m.name not in operators]
    methods = [m for m in methods if m.name != "__init__"]
    # Those that are known as a whole go before those that are only told step by step.
    known = {id(m) for m in methods if idiomatic(outline, (m.lineno, m.end_lineno or m.lineno))}
    first = sorted(methods, key=lambda m: id(m) not in known)[:_MOST_TOLD]
    yield from (of_method(m, outline) for m in methods if m in first)
    rest = [f"`{m.name}`" for m in methods if m not in first]
    if rest:
        yield f"It also offers {join_words(rest[:_MOST_NAMED])}."


def _by_name(name: str) -> str:
    """ " (by its name: a moving average)", of `MovingAverage`."""
    parts = [p if p.isupper() else p.lower() for p in _PARTS.findall(name)]
    if "".join(parts).lower() != name.lower() or not all(len(p) > 2 for p in parts):
        return ""
    if len(name) < _TELLING or _SAYING_LITTLE & set(parts):
        return ""
    first = "an" if parts[0][0] in ("AEFHILMNORSX" if parts[0].isupper() else "aeio") else "a"
    several = parts[-1].endswith("s") and not parts[-1].endswith(("ss", "us", "is"))
    return f" (by its name: {'' if several else first + ' '}{' '.join(parts)})"


_PARTS = re.compile(r"[A-Z][a-z]+|[A-Z]+(?![a-z])")
_TELLING = 4
"""Letters of a name that says something."""
_SAYING_LITTLE = frozenset(
    ("class", "base", "test", "main", "foo", "bar", "object", "thing", "data", "demo", "example")
)
