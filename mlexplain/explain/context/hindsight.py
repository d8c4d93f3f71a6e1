"""What only the whole of the code shows, told where it matters: what names hold by the idioms around
them, what a loop keeps of the best, what statements far apart mean together."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mlexplain.explain import knowledge
from mlexplain.explain.context.axes import channels
from mlexplain.explain.context.bearings import bearings, blocks, units
from mlexplain.explain.context.beginnings import beginnings
from mlexplain.explain.context.best import keeps_best
from mlexplain.explain.context.callees import callees
from mlexplain.explain.context.contents import held_by_fields
from mlexplain.explain.context.derivatives import derivatives
from mlexplain.explain.context.fields import field_roles
from mlexplain.explain.context.filling import appended
from mlexplain.explain.context.formulas import formulas
from mlexplain.explain.context.guards import Said
from mlexplain.explain.context.holdings import told as holding
from mlexplain.explain.context.outcomes import outcomes
from mlexplain.explain.context.remarks import remarks
from mlexplain.explain.context.reminders import reminders
from mlexplain.explain.context.returning import across, deeper, returning
from mlexplain.explain.context.sizes import single_outputs
from mlexplain.explain.context.stopping import stopping
from mlexplain.explain.context.stores import leaving
from mlexplain.explain.expressions.words import Words
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.idioms.shapes import Found
from mlexplain.explain.idioms.wholes import find_wholes
from mlexplain.explain.quoting import join_words
from mlexplain.explain.read.walk import walk
from mlexplain.explain.statements.describe import Describer

Sentences = dict[int, list[str]]
"""Sentences by the identity of the statement that they stand at."""


def hindsight(
    body: list[ast.stmt],
    describer: Describer,
    known: Callable[[list[ast.stmt]], list[Found]],
) -> Sentences:
    """The sentences for single statements; the describer is told what names hold. `known` gives
    the idioms of a block."""
    said: Sentences = {}
    classes = {
        id(n.body): c
        for statement in body
        for c in walk(statement)
        if isinstance(c, ast.ClassDef)
        for n in walk(c)
        if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    roled: dict[ast.ClassDef | None, list[tuple[Mapping[str, str], Mapping[str, Any]]]] = {}
    for unit in units(body):
        found = [f for block in blocks(unit) for f in known(block)]
        met = find_wholes(unit, describer.scope)
        describer.values.reader.gathered.update((id(n), e) for n, e in appended(unit))
        _results(unit, describer, said)
        describer.bearings.update(bearings(unit, found, met))
        holes = roled.setdefault(classes.get(id(unit)), [])
        holes.extend((f.idiom.roles, f.binding) for f in found)
        holes.extend((m.roles, m.binding) for m in met)
        for at, role in formulas(unit, describer.values.role):
            describer.bearings.setdefault(at, role)
        for (reminded, _, of), part in reminders(blocks(unit), describer.part):
            held = describer.words.code(of[0]), part.removesuffix(" so far")
            said.setdefault(id(reminded), []).append(_purpose("reminder").format(*held))
        for remark in remarks(unit):
            group, _, key = remark.key.rpartition(":")
            template: str = knowledge.table("sentences")[group or "remarks"][key]
            if group == "errors" and remark.holes:  # one of several that a handler names
                template = template.replace("That is, where", "{0} comes where")
                template = template.replace("It stands for", "{0} stands for")
                template = template.replace("raises it", "raises {0}")
            codes = [describer.words.code(n) for n in remark.holes]
            for place in _CONDITIONS.get(key, ()):
                codes[place] = describer.words.condition(remark.holes[place])
            told = said.setdefault(id(remark.at), [])
            if template.format(*codes) not in told:
                told.append(template.format(*codes))
                if group == "purposes" or key in _BESIDE:
                    describer.reasons.add(told[-1])
        given = describer.given.get(id(unit[0]), frozenset()) if unit else frozenset()
        scope = describer.scope
        _note(said, returning(unit, given, scope.recursive, scope.kinds))
    for owner, holes in roled.items():
        roles = field_roles(holes)
        if owner is None:
            describer.field_roles.update(roles)
            continue
        for node in walk(owner) if roles else ():
            if isinstance(node, ast.Attribute) and dotted(node) in roles:
                describer.bearings.setdefault(id(node), roles[dotted(node) or ""])
    for statement, function, done in callees(body, known):
        listed = any(mark in done[0] for mark in ",:")  # else it would seem to go on
        together = "; it ".join(done) if listed else join_words(done)
        known_as = describer.words.code(function), together
        said.setdefault(id(statement), []).append(_purpose("callee").format(*known_as))
    _class(said, body, describer)
    for recursive in describer.scope.calling_themselves:
        _note(said, deeper(recursive))
    for node in (n for statement in body for n in walk(statement)):
        if isinstance(node, ast.ClassDef):
            _class(said, node.body, describer)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for left, key, _ in leaving(node):
                said.setdefault(id(left), []).append(knowledge.table("sentences")["remarks"][key])
        if isinstance(node, ast.For | ast.While):
            for branch in walk(node):
                if isinstance(branch, ast.If) and id(branch) not in said:
                    best = _best(branch, describer.words)
                    if best:
                        said[id(branch)] = [best]
    return said


def _class(said: Sentences, body: list[ast.stmt], describer: Describer) -> None:
    """What the methods of one class mean together."""
    _note(said, across(body))
    _note(said, held_by_fields(body))
    _note(said, stopping(body))
    for tell in (beginnings, derivatives, single_outputs, channels):
        for remark in tell(body):
            _note(said, [remark])
            describer.reasons.add(said[id(remark[0])][-1])


def _note(said: Sentences, noted: Iterable[Said]) -> None:
    for at, key, holes in noted:
        template: str = knowledge.table("sentences")["remarks"][key]
        codes = [f"`{ast.unparse(n)}`" for n in holes]
        told = said.setdefault(id(at), [])
        if template.format(*codes) not in told:
            told.append(template.format(*codes))


_CONDITIONS = {
    "ends-once": (0, 1),
    "share-of-entries": (1,),
    "share-of-entries-hundred": (1,),
    "every-one-passes": (0,),
}
"""Holes of remarks that are told as conditions, not as code."""

_BESIDE = ("state-kept-by", "state-carried", "whole-channels", "becomes-gradient")
"""Remarks that say another thing than the idioms of their statements."""


def _purpose(key: str) -> str:
    template: str = knowledge.table("sentences")["purposes"][key]
    return template


def _results(unit: list[ast.stmt], describer: Describer, said: Sentences) -> None:
    """What loops have built: at the names that are returned, and where scripts first use them."""
    returned = {id(n): s for s in unit for n in walk(s) if isinstance(s, ast.Return)}
    told: set[str] = set()
    for outcome, name in outcomes(unit):
        held = holding(outcome, describer.words)
        if held is None:
            continue
        if id(name) in returned:
            describer.bearings[id(name)] = held
        elif outcome.name not in told and not any(isinstance(s, ast.Return) for s in unit):
            told.add(outcome.name)
            after = next(s for s in unit if s.lineno > outcome.loop.lineno and _reads(s, name))
            sentence = f"Here {describer.words.code(name)} is {held}."
            said.setdefault(id(after), []).append(sentence)


def _reads(node: ast.stmt, name: ast.Name) -> bool:
    return any(n is name for n in walk(node))


def _best(branch: ast.If, words: Words) -> str | None:
    best = keeps_best(branch)
    if best is None:
        return None
    extreme = "smallest" if best.smaller else "largest"
    said = f"So {words.code(best.kept)} keeps the {extreme} {words.code(best.value)} met so far"
    beside = join_words([words.code(n) for n in best.beside])
    return f"{said}, together with {beside}." if beside else f"{said}."
