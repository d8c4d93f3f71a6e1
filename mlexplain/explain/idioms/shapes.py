"""Idioms: recognised shapes of code with their meaning, kept as data under `rules/code/idioms/`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from typing import NamedTuple

from mlexplain.explain import knowledge
from mlexplain.explain.facts.parts import WORDS
from mlexplain.explain.facts.predicates import name_parts
from mlexplain.explain.facts.roles import role_of
from mlexplain.explain.facts.scope import Scope, dotted
from mlexplain.explain.facts.uses import part_of
from mlexplain.explain.idioms.evidence import holds
from mlexplain.explain.idioms.index import Shape, may_be_met, shapes_with
from mlexplain.explain.idioms.kinds import ByKind, Normal, by_kind, candidates
from mlexplain.explain.idioms.match import Binding, contiguous, matches
from mlexplain.explain.idioms.nesting import nesting_of_code, own_expressions
from mlexplain.explain.idioms.normal import expression
from mlexplain.explain.idioms.normalblocks import block
from mlexplain.explain.idioms.patterns import compile_pattern, size_of
from mlexplain.explain.idioms.prefilter import words_of

_IN_BRACKETS = re.compile(r"\[[^\[\]]*\]")
_MOST_MET = 200
_MOST_WAYS = 6
_STATEMENT_LEVELS = ("statements", "named")


class Idiom(NamedTuple):
    """One shape with holes and what it means."""

    slug: str
    says: str
    """One to three sentences; holes in braces; what stands in brackets is left out where a hole
    in it is empty."""
    does: str | None
    """A verb phrase for the summary of a larger piece: "trains …"."""
    level: str
    """`statements`: replaces the description of the statements it covers; `block`: describes the
    block around them; `header`: describes the head of a loop or branch; `expression`: known by a
    part of a statement; `named`: like `statements`, where the names agree with the roles."""
    concept: str | None
    roles: Mapping[str, str]
    """What the holes are: `{"lr": "the learning rate"}`."""
    where: Mapping[str, str]
    beside: bool = False
    """Whether an expression is told of also where an idiom tells the whole statement."""


class Found(NamedTuple):
    """An idiom met in code."""

    idiom: Idiom
    binding: Binding
    nodes: tuple[ast.stmt, ...]
    """The statements it covers, of one block, in order."""
    inside: frozenset[int] = frozenset()
    """The identities of the statements it covers within these."""
    size: int = 0
    """How much its pattern demands."""


@cache
def idiom(slug: str) -> Idiom:
    """One idiom."""
    entry = knowledge.idiom_entries()[slug]
    return Idiom(
        slug=slug,
        says=" ".join(entry["says"].split()),
        does=entry.get("does"),
        level=knowledge.idiom_level(slug),
        concept=entry.get("concept"),
        roles=entry.get("roles", {}),
        where=entry.get("where", {}),
        beside=entry.get("beside", False),
    )


def find(body: list[ast.stmt], scope: Scope) -> list[Found]:
    """The idioms in one block of statements, not inside nested blocks."""
    each = [words_of(scope, [statement]) for statement in body]
    words = frozenset[str]().union(*each)
    parts = {p.lower() for w in words for p in name_parts(w)}
    parts.update(*(WORDS[part] for part in WORDS.keys() & scope.uses.keys()))
    codes = block(body, scope)
    inner = [
        by_kind([*_whole(code), *(expression(e, scope) for e in own_expressions(node))])
        for code, node in zip(codes, body, strict=True)
    ]
    shown = [own | nesting_of_code(node, scope) for own, node in zip(each, body, strict=True)]
    found: list[Found] = []
    told: dict[tuple[str, int], int] = {}
    for shape in shapes_with(words):
        if not may_be_met(shape, words, shown, parts):
            continue
        text, taken = shape.text, set[int]()
        for binding, places in islice(_places(shape, codes, inner), _MOST_MET):
            known = idiom(shape.slug)
            if not taken.isdisjoint(places) or _over_definitions(text, body, places):
                continue
            if known.level == "expression" and not (
                _new(binding, places[0], (shape.slug, told)) and _stands_in(body, binding)
            ):
                continue
            if _fits(known, binding, scope):
                holes = {k: v for k, v in binding.items() if not k.startswith("#")}
                inside = frozenset(
                    id(v) for k, v in binding.items() if k[:1] == "#" and k[1:].isdigit()
                )
                nodes = tuple(body[i] for i in places)
                size = size_of(text) - _by_another_name(text, codes[places[0]])
                found.append(Found(known, holes, nodes, inside, size))
                if known.level == "block":
                    taken.update(places)
    return _without_overlaps(found)


def _new(binding: Binding, place: int, known: tuple[str, dict[tuple[str, int], int]]) -> bool:
    """Whether an expression has not been told at an earlier statement, whose value a name in this
    one stands for."""
    slug, told = known
    parts = [(slug, id(n)) for n in binding.values() if not isinstance(n, ast.Name)]
    return all(place <= told.setdefault(part, place) for part in parts)


def _stands_in(body: list[ast.stmt], binding: Binding) -> bool:
    """Whether what was written out stands in this block: `1e-8` of `a = (a - m) / (s + 1e-8)` is told
    there, not in a loop behind it that uses `a`."""
    parts = (n for n in binding.values() if not isinstance(n, ast.Name))
    return all(getattr(n, "lineno", body[0].lineno) >= body[0].lineno for n in parts)


def _by_another_name(text: str, code: Normal) -> int:
    """How much less a pattern shows that meets `x *= a` as `x.mul_(a)`, or the other way round."""
    kinds = {compile_pattern(text)[0][0], code[0]}
    return _BY_ANOTHER_NAME if "changed" in kinds and len(kinds) > 1 else 0


_BY_ANOTHER_NAME = 20


def _over_definitions(text: str, body: list[ast.stmt], places: list[int]) -> bool:
    """Whether a pattern that has no definition reaches over one: what stands on both sides of a
    function or class is no one thing."""
    if "def " in text or "class " in text:
        return False
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return any(isinstance(body[i], kinds) for i in range(places[0], places[-1] + 1))


def _places(
    shape: Shape, codes: list[Normal], inner: list[ByKind]
) -> Iterator[tuple[Binding, list[int]]]:
    pattern = compile_pattern(shape.text)
    if shape.level == "expression":
        yield from _inside(pattern[0], inner)
        return
    for binding, places in contiguous(list(pattern), codes, {}):
        if len(pattern) > 1 or not _only_copies(codes[places[0]]):
            yield binding, places
    last = pattern[-1]
    if last[0] == "assign" and last[2][0] == "hole" and any(c[0] == "return" for c in codes):
        returned = [*pattern[:-1], ("return", last[1], last[3])]
        for binding, places in contiguous(returned, codes, {}):
            if codes[places[-1]][2][0] != "defined" and _is_result(last[2][2], shape):
                yield binding, places


def _only_copies(code: Normal) -> bool:
    """`r = q`, where `q` was set to what the pattern wants: told where it was set."""
    return code[0] == "assign" and bool(code[3][0] == "defined")


def _is_result(hole: str, shape: Shape) -> bool:
    """Whether a hole only takes the value, so that `return` may stand in place of `$hole =`."""
    known = idiom(shape.slug)
    once = len(re.findall(rf"\${hole}\b", shape.text)) == 1
    return once and hole not in known.where and f"{{{hole}" not in _IN_BRACKETS.sub("", known.says)


def _inside(pattern: Normal, inner: list[ByKind]) -> Iterator[tuple[Binding, list[int]]]:
    """An expression anywhere in a statement, but not in the block that it heads."""
    for i, kinds in enumerate(inner):
        for code in candidates(pattern[2], kinds):
            ways = list(islice(matches(pattern[2], code, {}), _MOST_WAYS))
            yield from ((way, [i]) for way in ways)
            if len(ways) == 1:
                break


def _whole(code: Normal) -> Iterator[Normal]:
    """`a * b` of `a *= b` and of `a.mul_(b)`, which stands nowhere in the code as such."""
    if code[0] == "changed":
        yield code[3][3]
    elif code[0] == "assign" and isinstance(code[1], ast.AugAssign):
        yield code[3]


def _fits(idiom: Idiom, binding: Binding, scope: Scope) -> bool:
    if idiom.level == "named" and not _agrees(idiom, binding, scope):
        return False
    return all(
        holds(binding, hole, kind, scope) for hole, kind in idiom.where.items() if hole in binding
    )


def _agrees(idiom: Idiom, binding: Binding, scope: Scope) -> bool:
    """Whether the spelling of a hole's name, or its use, gives the role that the idiom says it has."""
    for hole, role in idiom.roles.items():
        name = dotted(binding[hole]) if hole in binding else None
        if name is not None and role in (role_of(name), part_of(name, scope.uses)):
            return True
    return False


def _without_overlaps(found: list[Found]) -> list[Found]:
    """Of statement idioms that share a statement, the one that covers more stays."""
    kept: list[Found] = []
    taken: set[int] = set()
    order = sorted(
        (f for f in found if f.idiom.level in _STATEMENT_LEVELS),
        key=lambda f: (-len(f.nodes), -_demands(f), f.nodes[0].lineno),
    )
    for candidate in order:
        places = {id(n) for n in candidate.nodes}
        if not places & taken:
            taken |= places
            kept.append(candidate)
    seen: set[tuple[str, int]] = set()
    for candidate in sorted(found, key=lambda f: -_demands(f)):
        level = candidate.idiom.level
        # A block has one head, and may have several remarks.
        slug = level if level == "header" else candidate.idiom.slug
        key = (slug, candidate.nodes[0].lineno)
        if level not in _STATEMENT_LEVELS and key not in seen:
            seen.add(key)
            kept.append(candidate)
    return sorted(kept, key=lambda f: f.nodes[0].lineno)


_PLAIN = ("name", "plain", "place", "number", "call", "not ", "name|number")


def _demands(found: Found) -> int:
    """How much has been shown for it: by the size of its pattern, and by what its holes must be."""
    shown = [
        hole
        for hole, kind in found.idiom.where.items()
        if hole in found.binding and not kind.startswith(_PLAIN)
    ]
    return found.size + 4 * len(shown)
