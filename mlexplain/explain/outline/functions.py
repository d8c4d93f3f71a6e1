"""What a function does as a whole, in one sentence: what it takes, does and returns."""

from __future__ import annotations

import ast
import re
from collections.abc import Set

from mlexplain.explain import knowledge
from mlexplain.explain.outline.doings import deeds
from mlexplain.explain.outline.initialising import prepared
from mlexplain.explain.outline.parameters import held
from mlexplain.explain.outline.returning import ending, inside, returned
from mlexplain.explain.outline.steps import Outline
from mlexplain.explain.quoting import join_words, with_article
from mlexplain.explain.read.docstring import documentation
from mlexplain.explain.read.walk import walk
from mlexplain.explain.statements.signatures import any_number, returned_function, wrapped_by

_MOST_GIVEN = 6
_MOST_OF_MANY = 4
_SAYING_MUCH = 40
"""Characters of what is returned that say more than a name."""
Function = ast.FunctionDef | ast.AsyncFunctionDef


def of_function(unit: Function, outline: Outline, defined: Set[str] = frozenset()) -> str:
    """One sentence; calls of functions that the code has `defined` beside it are named."""
    span = (unit.lineno, unit.end_lineno or unit.lineno)
    given = _given(unit, outline)
    done = prepared(unit, outline) or deeds(
        outline, [span], inner=inside(unit), defined=defined - {unit.name}
    )
    end = returned(unit, outline)
    wrapping = _wrapping(unit)
    if end and len(end) > _SAYING_MUCH:
        done = [d for d in done if not d.startswith("goes through each")]
        done = [d for d in done if d.partition(" ")[2] != end.partition(" ")[2]]
    parts = [wrapping] if wrapping else ending(done, end, unit, outline)
    again = " It calls itself (recursion)." if _recurs(unit) else ""
    if given and len(given) <= _MOST_GIVEN:
        taken = f"takes {join_words(given)}"
        return f"`{unit.name}` {taken}{'; it ' + listed(parts) if parts else ''}.{again}"
    if given:
        taken = f"takes {', '.join(given[:_MOST_OF_MANY])} and {len(given) - _MOST_OF_MANY} more"
        return f"`{unit.name}` {taken}{'; it ' + listed(parts) if parts else ''}.{again}"
    return f"`{unit.name}` {listed(parts) or _idle(unit)}.{again}"


def _recurs(unit: Function) -> bool:
    """Whether a function calls itself by its name."""
    stored = any(
        isinstance(n, ast.Name) and n.id == unit.name and isinstance(n.ctx, ast.Store)
        for n in walk(unit)
    )
    defined = any(
        isinstance(n, Function) and n.name == unit.name for n in walk(unit) if n is not unit
    )
    called = any(
        isinstance(n, ast.Call) and getattr(n.func, "id", "") == unit.name for n in walk(unit)
    )
    return called and not stored and not defined


def _wrapping(unit: Function) -> str | None:
    """A function that wraps another, or makes one that does."""
    wrapped = wrapped_by(unit)
    if wrapped:
        return f"is a decorator, which puts `{wrapped[0]}` in the place of the function it is given"
    made = returned_function(unit)
    return f"makes the decorator `{made.name}`" if made and wrapped_by(made) else None


def _idle(unit: Function) -> str:
    empty = all(isinstance(n, ast.Pass) or _is_text(n) for n in unit.body)
    if empty:
        return "does nothing yet"
    special: dict[str, str] = knowledge.table("nouns")["special"]
    return special.get(unit.name, "is a function")


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _given(unit: Function, outline: Outline) -> list[str]:
    """The parameters, with what they hold where their names do not say it."""
    args = [*unit.args.posonlyargs, *unit.args.args, *unit.args.kwonlyargs]
    names = [a.arg for a in args if not outline.scope.owns(a)]
    short = [n for n in names if len(n) < _TELLING]
    roles = {n: held(n, unit, outline) for n in short}
    told = [f"`{n}`" + _in_brackets(roles.get(n), list(roles.values())) for n in names]
    return [*told, *any_number(unit.args, bool(names))]


def _in_brackets(role: str | None, roles: list[str | None]) -> str:
    """ " (the model)", or " (a model)" where there are several."""
    if role is None:
        return ""
    alone = roles.count(role) == 1 or not role.startswith("the ")
    return f" ({role if alone else with_article(role[4:])})"


_TELLING = 4
"""Letters of a name that may tell what it holds."""


_FORMED = re.compile(r"^\w+ and returns ")


def listed(parts: list[str]) -> str:
    """Joined by commas; by semicolons where a part has commas of its own."""
    if len(parts) == 2 and " and " not in parts[0]:
        return join_words(parts)
    if len(parts) == 2 and "; " not in parts[0]:
        return ", and ".join(parts)
    if len(parts) > 1 and any("," in p or " and " in _FORMED.sub("", p) for p in parts):
        return "; ".join(parts[:-1]) + "; and " + parts[-1]
    return join_words(parts)


def of_method(unit: Function, outline: Outline) -> str:
    done = deeds(
        outline, [(unit.lineno, unit.end_lineno or unit.lineno)], most=3, inner=inside(unit)
    )
    end = returned(unit, outline)
    parts = ending(done, end, unit, outline)
    given = _given(unit, outline)
    purpose = "" if parts else documentation(unit).purpose
    if given:
        parts = [f"takes {join_words(given)}", *parts]
    told = f"`{unit.name}` {listed(parts) or _idle(unit)}."
    return f"{told} Its docstring says: “{purpose}”." if purpose else told
