"""Idioms: recognised shapes of code with their meaning, kept as data under `rules/code/idioms/`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from mlexplain.explain import knowledge
from mlexplain.explain.match import Binding, contiguous, match
from mlexplain.explain.normal import HOLE, Normal, block, expression
from mlexplain.explain.scope import Scope, dotted

_HOLE = re.compile(r"\$(\w+)")


@dataclass(frozen=True, slots=True, eq=False)
class Idiom:
    """One shape with holes and what it means."""

    slug: str
    title: str
    says: str
    """One to three sentences; holes in braces."""
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
    patterns: tuple[tuple[Normal, ...], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """An idiom met in code."""

    idiom: Idiom
    binding: Binding
    nodes: tuple[ast.stmt, ...]
    """The statements it covers, of one block, in order."""


def compile_pattern(text: str) -> tuple[Normal, ...]:
    """Parse a pattern. Raises `SyntaxError` where it is no Python but for its holes."""
    tree = ast.parse(_HOLE.sub(HOLE + r"\1", text.strip("\n")))
    return tuple(block(tree.body, Scope()))


@cache
def idioms() -> tuple[Idiom, ...]:
    """All idioms, in the order of the data files."""
    return tuple(_idiom(slug, entry) for slug, entry in knowledge.idiom_entries().items())


def _idiom(slug: str, entry: Mapping[str, Any]) -> Idiom:
    return Idiom(
        slug=slug,
        title=entry["title"],
        says=" ".join(entry["says"].split()),
        does=entry.get("does"),
        level=entry.get("level", "statements"),
        concept=entry.get("concept"),
        roles=entry.get("roles", {}),
        where=entry.get("where", {}),
        patterns=tuple(compile_pattern(p) for p in entry["patterns"]),
    )


def find(body: list[ast.stmt], scope: Scope) -> list[Found]:
    """The idioms in one block of statements, not inside nested blocks."""
    codes = block(body, scope)
    inner = [[expression(e, scope) for e in _own_expressions(node)] for node in body]
    found: list[Found] = []
    for idiom in idioms():
        for pattern in idiom.patterns:
            for binding, places in _places(idiom, pattern, codes, inner):
                if _fits(idiom, binding, scope):
                    found.append(Found(idiom, binding, tuple(body[i] for i in places)))
                    if idiom.level == "block":
                        break
    return _without_overlaps(found)


def _places(
    idiom: Idiom, pattern: tuple[Normal, ...], codes: list[Normal], inner: list[list[Normal]]
) -> Iterator[tuple[Binding, list[int]]]:
    if idiom.level == "expression":
        yield from _inside(pattern[0], inner)
    else:
        yield from contiguous(list(pattern), codes, {})


def _inside(pattern: Normal, inner: list[list[Normal]]) -> Iterator[tuple[Binding, list[int]]]:
    """An expression anywhere in a statement, but not in the block that it heads."""
    for i, expressions in enumerate(inner):
        for code in expressions:
            result = match(pattern[2], code, {})
            if result is not None:
                yield result, [i]
                break


def _own_expressions(node: ast.stmt) -> Iterator[ast.expr]:
    for name, value in ast.iter_fields(node):
        if name in ("body", "orelse", "finalbody", "handlers"):
            continue
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, ast.AST):
                yield from (n for n in ast.walk(item) if isinstance(n, ast.expr))


def _fits(idiom: Idiom, binding: Binding, scope: Scope) -> bool:
    if idiom.level == "named" and not _agrees(idiom, binding):
        return False
    return all(
        _is(binding[hole], kind, scope) for hole, kind in idiom.where.items() if hole in binding
    )


def _agrees(idiom: Idiom, binding: Binding) -> bool:
    """Whether the spelling of a hole's name gives the role that the idiom says it has."""
    from mlexplain.explain.describe import role_of

    for hole, role in idiom.roles.items():
        name = dotted(binding[hole]) if hole in binding else None
        if name is not None and role_of(name) == role:
            return True
    return False


def _is(node: ast.AST, kind: str, scope: Scope) -> bool:
    if kind == "name":
        return isinstance(node, ast.Name | ast.Attribute)
    if kind == "plain":
        return isinstance(node, ast.Name)
    if kind == "number":
        return isinstance(node, ast.Constant) and isinstance(node.value, int | float)
    if kind == "call":
        return isinstance(node, ast.Call)
    if kind.startswith("not "):
        return scope.kind(node) != kind[4:] if isinstance(node, ast.expr) else True
    known = scope.kind(node) if isinstance(node, ast.expr) else ""
    return known == kind or (known is None and kind != "Module")


def _without_overlaps(found: list[Found]) -> list[Found]:
    """Of statement idioms that share a statement, the one that covers more stays."""
    kept: list[Found] = []
    taken: set[int] = set()
    order = sorted(
        (f for f in found if f.idiom.level in ("statements", "named")),
        key=lambda f: (-len(f.nodes), -_weight(f.idiom), f.nodes[0].lineno),
    )
    for candidate in order:
        places = {id(n) for n in candidate.nodes}
        if not places & taken:
            taken |= places
            kept.append(candidate)
    seen: set[tuple[str, int]] = set()
    for candidate in found:
        key = (candidate.idiom.slug, candidate.nodes[0].lineno)
        if candidate.idiom.level not in ("statements", "named") and key not in seen:
            seen.add(key)
            kept.append(candidate)
    return sorted(kept, key=lambda f: f.nodes[0].lineno)


@cache
def _weight(idiom: Idiom) -> int:
    """How much a pattern demands: the size of its largest form."""
    return max(len(ast.dump(p[0][1])) for p in idiom.patterns)
