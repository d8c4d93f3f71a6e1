"""What a snippet does as a whole: what goes in, the main steps, what comes out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mlexplain.explain import knowledge
from mlexplain.explain.outline.doings import deeds, ending, inside, returned
from mlexplain.explain.outline.initialising import fields_of, prepared
from mlexplain.explain.outline.natures import nature
from mlexplain.explain.outline.parameters import held
from mlexplain.explain.outline.steps import Outline
from mlexplain.explain.quoting import join_words, with_article
from mlexplain.explain.read.docstring import documentation
from mlexplain.explain.read.paste import Paste
from mlexplain.explain.read.walk import walk
from mlexplain.explain.statements.heads import any_number, returned_function, wrapped_by
from mlexplain.explain.statements.sayings import wholes

_MOST_NAMED = 8
_MOST_TOLD = 4
_MOST_GIVEN = 6
_MOST_OF_MANY = 4
_SAYING_MUCH = 40
"""Characters of what is returned that say more than a name."""
Function = ast.FunctionDef | ast.AsyncFunctionDef
Unit = Function | ast.ClassDef


def summary(unit: Unit | None, paste: Paste, outline: Outline) -> str:
    """One to four sentences."""
    if isinstance(unit, ast.ClassDef):
        sentences = list(_class(unit, outline))
    elif unit is not None:
        sentences = [_function(unit, outline)]
    else:
        sentences = list(_script(paste.tree, outline))
    if unit is not None and (purpose := documentation(unit).purpose):
        sentences.append(f"Its docstring says: “{purpose}”.")
    sentences.extend(wholes([unit] if unit is not None else paste.tree.body, outline.words))
    if paste.skipped:
        lines = join_words([str(n) for n in paste.skipped[:_MOST_NAMED]])
        sentences.append(f"Not readable as Python and left out: line {lines} of the paste.")
    elif paste.repaired:
        sentences.append("Its layout was lost in the paste and has been restored from the code.")
    return " ".join(sentences)


def summary_facts(body: list[ast.stmt], outline: Outline) -> str:
    """What a summary may draw on: what the whole does, then the outermost steps."""
    unit = body[0] if len(body) == 1 else None
    facts: list[str] = []
    if isinstance(unit, ast.ClassDef):
        facts.extend(_class(unit, outline))
    elif isinstance(unit, ast.FunctionDef | ast.AsyncFunctionDef):
        facts.append(_function(unit, outline))
    facts.extend(step.text for step in outline.steps if step.depth <= 2)
    return " ".join(facts)


def _span(node: ast.stmt) -> tuple[int, int]:
    return node.lineno, node.end_lineno or node.lineno


def _function(unit: Function, outline: Outline) -> str:
    given = _given(unit, outline)
    done = prepared(unit, outline) or deeds(outline, [_span(unit)], inner=inside(unit))
    end = returned(unit, outline)
    wrapping = _wrapping(unit)
    if end and len(end) > _SAYING_MUCH:
        done = [d for d in done if not d.startswith("goes through each")]
        done = [d for d in done if d.partition(" ")[2] != end.partition(" ")[2]]
    parts = [wrapping] if wrapping else ending(done, end, unit, outline)
    again = " It calls itself (recursion)." if _recurs(unit) else ""
    if given and len(given) <= _MOST_GIVEN:
        taken = f"takes {join_words(given)}"
        return f"`{unit.name}` {taken}{'; it ' + _listed(parts) if parts else ''}.{again}"
    if given:
        taken = f"takes {', '.join(given[:_MOST_OF_MANY])} and {len(given) - _MOST_OF_MANY} more"
        return f"`{unit.name}` {taken}{'; it ' + _listed(parts) if parts else ''}.{again}"
    return f"`{unit.name}` {_listed(parts) or _idle(unit)}.{again}"


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


def _listed(parts: list[str]) -> str:
    """Joined by commas; by semicolons where a part has commas of its own."""
    if len(parts) == 2 and " and " not in parts[0]:
        return join_words(parts)
    if len(parts) == 2 and "; " not in parts[0]:
        return ", and ".join(parts)
    if len(parts) > 1 and any("," in p or " and " in _FORMED.sub("", p) for p in parts):
        return "; ".join(parts[:-1]) + "; and " + parts[-1]
    return join_words(parts)


# -- classes


def _class(unit: ast.ClassDef, outline: Outline) -> Iterator[str]:
    methods = [n for n in unit.body if isinstance(n, Function)]
    init = next((m for m in methods if m.name == "__init__"), None)
    layers, fields = fields_of(init, outline) if init else ([], [])
    declared = [
        f"`{n.target.id}`"
        for n in unit.body
        if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)
    ]
    layers, fields = layers[:_MOST_NAMED], list(dict.fromkeys(declared + fields))[:_MOST_NAMED]
    bases = [outline.words.code(b) for b in unit.bases]
    if outline.scope.classes.get(unit.name, "").endswith("Module"):
        made = f", made of {join_words(layers)}" if layers else ""
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
    told = [_method(m, outline) for m in methods if m.name != "__init__"]
    yield from told[:_MOST_TOLD]
    rest = [f"`{m.name}`" for m in methods if m.name != "__init__"][_MOST_TOLD:]
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


def _method(unit: Function, outline: Outline) -> str:
    done = deeds(outline, [_span(unit)], most=3, inner=inside(unit))
    end = returned(unit, outline)
    parts = ending(done, end, unit, outline)
    given = _given(unit, outline)
    purpose = "" if parts else documentation(unit).purpose
    if given:
        parts = [f"takes {join_words(given)}", *parts]
    told = f"`{unit.name}` {_listed(parts) or _idle(unit)}."
    return f"{told} Its docstring says: “{purpose}”." if purpose else told


# -- scripts


def _script(tree: ast.Module, outline: Outline) -> Iterator[str]:
    units = [n for n in tree.body if isinstance(n, Function | ast.ClassDef)]
    if len(units) <= _MOST_TOLD:
        for unit in units:
            if isinstance(unit, ast.ClassDef):
                yield from list(_class(unit, outline))[:3]
            else:
                yield _function(unit, outline)
    elif units:
        names = [f"`{u.name}`" for u in units]
        more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        yield f"This code defines {join_words(names[:_MOST_NAMED])}{more}."
    rest = [
        n
        for n in tree.body
        if not isinstance(n, Function | ast.ClassDef | ast.Import | ast.ImportFrom)
    ]
    done = deeds(
        outline, [_span(n) for n in rest], most=_MOST_TOLD + 1, defined={u.name for u in units}
    )
    if done:
        yield f"{'The rest of the code' if units else 'This code'} {_listed(done)}."
    elif not units:
        yield _plainly(tree, outline)
    yield from _outcome(rest, outline, " ".join(done))


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
