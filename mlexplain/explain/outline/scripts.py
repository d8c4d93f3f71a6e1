"""What a file of several parts does: its functions and classes, and what runs beside them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.outline.classes import of_class
from mlexplain.explain.outline.doings import deeds, idiomatic
from mlexplain.explain.outline.functions import Function, listed, of_function
from mlexplain.explain.outline.natures import nature
from mlexplain.explain.outline.steps import Outline
from mlexplain.explain.quoting import join_words
from mlexplain.explain.read.walk import walk

_MOST_NAMED = 8
_MOST_TOLD = 4
_FEW_OF_SCRIPT = 4
"""Things told of what runs beside functions and classes, where idioms tell of less."""
_MOST_OF_CLASS = 3
"""Sentences on a class that stands beside others."""


def _span(node: ast.stmt) -> tuple[int, int]:
    return node.lineno, node.end_lineno or node.lineno


def of_script(tree: ast.Module, outline: Outline) -> Iterator[str]:
    units = [n for n in tree.body if isinstance(n, Function | ast.ClassDef)]
    defined = {u.name for u in units}
    if len(units) <= _MOST_TOLD:
        for unit in units:
            if isinstance(unit, ast.ClassDef):
                told = list(of_class(unit, outline))
                yield from told[:_MOST_OF_CLASS] if units[1:] else told
            else:
                yield of_function(unit, outline, defined)
    elif units:
        names = [f"`{u.name}`" for u in units]
        more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        yield f"This code defines {join_words(names[:_MOST_NAMED])}{more}."
        yield from _known(units, outline)
    apart = (Function, ast.ClassDef, ast.Import, ast.ImportFrom)
    rest = [n for n in tree.body if not isinstance(n, apart) and not _is_guard(n)]
    spans = [_span(n) for n in rest]
    done = deeds(outline, spans, most=_MOST_TOLD + 1, defined=defined, few=_FEW_OF_SCRIPT)
    if done:
        yield f"{'The rest of the code' if units else 'This code'} {listed(done)}."
    for guard in (n for n in tree.body if _is_guard(n)):
        body = [_span(n) for n in guard.body]  # type: ignore[attr-defined]
        started = deeds(outline, body, most=_MOST_TOLD, defined=defined)
        if started:
            yield f"Started as a program, it {listed(started)}."
            done = done + started
    if not done and not units:
        yield _plainly(tree, outline)
    yield from _outcome(rest, outline, " ".join(done))


def _known(units: list[Function | ast.ClassDef], outline: Outline) -> Iterator[str]:
    """What is known as a whole of some of many functions and classes."""
    told = []
    for unit in units:
        if not isinstance(unit, ast.ClassDef):
            whole = idiomatic(outline, _span(unit))
            told += [f"`{unit.name}` {whole[0]}"] if whole else []
        elif outline.scope.classes.get(unit.name, "").endswith("Module"):
            told.append(f"`{unit.name}` is {nature(unit, outline)}")
    if told:
        yield f"Of these, {listed(told[:_MOST_TOLD])}."


def _is_guard(node: ast.stmt) -> bool:
    """`if __name__ == "__main__":`."""
    test = node.test if isinstance(node, ast.If) and not node.orelse else None
    return isinstance(test, ast.Compare) and getattr(test.left, "id", "") == "__name__"


def _outcome(body: list[ast.stmt], outline: Outline, done: str) -> Iterator[str]:
    """ "In the end, `d` is …": what the last name is set to, where it takes several statements."""
    assigned = [n for n in body if isinstance(n, ast.Assign)]
    target = assigned[-1].targets[0] if assigned else None
    if isinstance(target, ast.Name) and not _set_again(target, body):
        value = assigned[-1].value
        computed, name = outline.describer.computed(value), outline.describer.values.role(value)
        if computed and (name or computed) not in done:
            yield f"In the end, {outline.words.code(target)} is {computed}."


def _set_again(target: ast.Name, body: list[ast.stmt]) -> bool:
    """Whether a name is set again below, as in an `if` or a loop."""
    return any(
        isinstance(node, ast.Name)
        and node.id == target.id
        and isinstance(node.ctx, ast.Store)
        and node.lineno > target.lineno
        for statement in body
        for node in walk(statement)
    )


def _plainly(tree: ast.Module, outline: Outline) -> str:
    """Where nothing else is known: the names that it sets, or its first step."""
    names = [
        outline.words.code(t)
        for n in tree.body
        if isinstance(n, ast.Assign)
        for t in n.targets
        if isinstance(t, ast.Name)
    ]
    if names:
        return f"This code sets {join_words(list(dict.fromkeys(names))[:_MOST_NAMED])}."
    imported = all(isinstance(n, ast.Import | ast.ImportFrom) for n in tree.body)
    if imported:
        return "This code imports what other code needs."
    return outline.steps[0].text if outline.steps else "There is nothing to run here."
