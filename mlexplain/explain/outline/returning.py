"""What a function gives back, as a verb phrase: "returns …", "hands out …"."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mlexplain.explain.context.surroundings import gives_way
from mlexplain.explain.outline.alike import FORMING, returned_again
from mlexplain.explain.outline.steps import Outline
from mlexplain.explain.quoting import join_words
from mlexplain.explain.read.walk import walk

_LONGEST = 150
_LONGEST_CODE = 60
_LONGEST_WORDS = 130
_NESTED = re.compile(r"\bthe (?:sum|difference|product|quotient) of ")
"""Operations of which several in one phrase are hard to tell apart."""
_MOST_KEYS = 8
_FEW = 3
_WHOLLY = ("statements", "named")
"""Levels of idioms that tell whole statements, not a part of what they compute."""


def returned(unit: ast.FunctionDef | ast.AsyncFunctionDef, outline: Outline) -> str | None:
    """ "returns …" or "hands out …", where it can be said shortly."""
    own = list(_own(unit))
    yields = [n.value for n in own if isinstance(n, ast.Yield) and n.value is not None]
    if yields:
        said = _said(yields[-1], outline)
        if said and any(gives_way(unit)):
            return f"gives {said} to the block of the `with`"
        if said and any(gives_way(unit, ("fixture",))):
            return f"gives {said} to the test"
        return f"hands out {said}, one at a time" if said else None
    passed = [n.value for n in own if isinstance(n, ast.YieldFrom)]
    if passed:
        said = _said(passed[-1], outline)
        return f"hands out one by one what comes from {said}" if said else None
    values = [n.value for n in own if isinstance(n, ast.Return) and n.value is not None]
    if not values:
        return None
    ways = list(dict.fromkeys(_said(v, outline) for v in values))
    if 1 < len(ways) <= _FEW and all(ways):
        said = f"returns {' or '.join(filter(None, ways))}"
        if len(said) <= _LONGEST:
            return said
        return f"returns one of {'two' if len(ways) == 2 else 'three'} values, as the case may be"
    if not any(ways) and {outline.scope.kind(v) for v in values} == {"str"}:
        return "returns a text"
    if not ways[-1]:
        return None
    return f"returns {ways[-1]}" if len(ways) == 1 else f"in the end returns {ways[-1]}"


def ending(
    done: list[str],
    end: str | None,
    unit: ast.FunctionDef | ast.AsyncFunctionDef,
    outline: Outline,
) -> list[str]:
    """What is done and what is returned, without telling the same value twice."""
    if end is None:
        return done
    told = [d for d in done if not returned_again(d, end)]
    if end.startswith("hands out "):
        if any(
            f.idiom.does in told
            for f in outline.found
            if (f.idiom.does or "").startswith("hands out")
        ):
            return told
        told = [d for d in told if not d.startswith("hands out ")]
    last = unit.body[-1]
    wholly = [f for f in outline.found if f.nodes[-1] is last and f.idiom.level in _WHOLLY]
    formed = {f.idiom.does for f in wholly}
    whole = f"{told[-1][:1].upper()}{told[-1][1:]} and returns the result." if told else ""
    if told and any(
        s.lines[0] <= last.lineno <= s.lines[1] and whole in s.text for s in outline.steps
    ):
        return [*told[:-1], f"{told[-1]} and returns the result"]
    if told and told[-1] in formed and FORMING.match(told[-1]) and isinstance(last, ast.Return):
        only = sum(isinstance(n, ast.Return) for n in _own(unit)) == 1
        if only and last.value is not None and outline.describer.computed(last.value) is None:
            verb, _, value = told[-1].partition(" ")
            return [*told[:-1], f"{verb} and returns {value}"]
    return [*told, end]


def _said(value: ast.expr, outline: Outline) -> str | None:
    meant = outline.describer.meant(value)
    if meant:
        return meant
    computed = outline.describer.computed(value)
    if computed:
        return computed
    if isinstance(value, ast.Tuple) and value.elts:
        parts = [outline.words.code(e) for e in value.elts]
        joined = join_words(parts)
        return joined if len(joined) <= _LONGEST_CODE * 2 else None
    phrase = outline.words.phrase(value)
    if len(_NESTED.findall(phrase)) > 1:
        phrase = outline.describer.values.noun(value) or phrase
    if isinstance(value, ast.Dict) and len(phrase) > _LONGEST_WORDS:
        keys = [outline.words.code(k) for k in value.keys if isinstance(k, ast.Constant)]
        if keys and len(keys) == len(value.keys) <= _MOST_KEYS:
            return f"a dictionary with {join_words(keys)}"
    if len(phrase) <= _LONGEST_WORDS and "result of a call" not in phrase:
        return phrase
    if len(outline.words.text_of(value)) <= _LONGEST_CODE:
        return outline.words.code(value)
    if len(phrase) <= _LONGEST:
        return phrase
    if isinstance(value, ast.Call) and getattr(value.func, "id", "") == "cls":
        return "a new object of the class"
    if isinstance(value, ast.Call) and outline.words.makes_object(value.func):
        return f"a new {outline.words.code(value.func)} object"
    return "true or false" if outline.words.is_truth(value) else None


def _own(unit: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function without those of functions inside it."""
    for node in ast.iter_child_nodes(unit):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            continue
        yield node
        yield from _own(node)


def inside(unit: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.stmt]:
    """The functions and classes that a function defines."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return [n for n in walk(unit) if isinstance(n, kinds) and n is not unit]
