"""Known methods, told by parts of them that stand anywhere in a piece of code.

An idiom is a shape of adjoining statements; the same method can be written with its parts in many
places. A whole asks for a few small parts, in any order and nesting, whose holes agree:
`min($r * $a, $c)` and `$r.clamp($x, $y)` make PPO wherever they stand.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from mlexplain.explain import knowledge
from mlexplain.explain.facts.scope import Scope
from mlexplain.explain.idioms.evidence import holds
from mlexplain.explain.idioms.index import methods
from mlexplain.explain.idioms.kinds import ByKind, Normal, by_kind, candidates
from mlexplain.explain.idioms.match import Binding, matches
from mlexplain.explain.idioms.nesting import nesting_of_code
from mlexplain.explain.idioms.normal import expression
from mlexplain.explain.idioms.normalblocks import statement
from mlexplain.explain.idioms.patterns import compile_pattern
from mlexplain.explain.idioms.prefilter import words_of
from mlexplain.explain.read.walk import walk

_MOST_WAYS = 40


class Met(NamedTuple):
    """A method met in code."""

    slug: str
    parts: int
    """Of how many parts it is made."""
    says: str
    roles: Mapping[str, str]
    binding: Binding


def find_wholes(body: list[ast.stmt], scope: Scope) -> list[Met]:
    """The methods in one piece of code, those with more parts first."""
    seen = {type(node) for outer in body for node in walk(outer)}
    words = words_of(scope, body) | {word for kind, word in _BLOCK_WORDS if kind in seen}
    codes: ByKind | None = None
    nestings: set[str] = set()
    found = []
    for slug, parts in methods():
        ways = [[way for way in part if way.needs <= words] for part in parts]
        if not all(ways):
            continue
        if codes is None:
            codes = by_kind(_codes(body, scope))
            nestings = _nestings(body, scope)
        texts = [[way.text for way in part if way.nestings <= nestings] for part in ways]
        if not all(texts):
            continue
        entry = knowledge.entries("wholes")[slug]
        where = entry.get("where", {})
        met = islice(_joined(texts, codes, {}), _MOST_WAYS)
        binding = next((b for b in met if _fits(where, b, scope)), None)
        if binding is not None:
            says = " ".join(entry["says"].split())
            found.append(Met(slug, len(parts), says, entry.get("roles", {}), binding))
    return sorted(found, key=lambda met: -met.parts)


_BLOCK_WORDS = (
    (ast.For, "for"),
    (ast.While, "while"),
    (ast.If, "if"),
    (ast.With, "with"),
    (ast.Try, "try"),
)


def _nestings(body: list[ast.stmt], scope: Scope) -> set[str]:
    statements = (n for outer in body for n in walk(outer) if isinstance(n, ast.stmt))
    return set[str]().union(*(nesting_of_code(node, scope) for node in statements))


def _codes(body: list[ast.stmt], scope: Scope) -> Iterator[Normal]:
    for outer in body:
        for node in walk(outer):
            if isinstance(node, ast.stmt):
                yield statement(node, scope)
            elif isinstance(node, ast.expr):
                code = expression(node, scope)
                yield code
                if code[0] == "product":  # `x.T @ e` of `c * x.T @ e`
                    yield from (f for _, f in code[2] if f[0] == "bin")


def _joined(parts: Sequence[list[str]], codes: ByKind, bound: Binding) -> Iterator[Binding]:
    if not parts:
        yield bound
        return
    for text in parts[0]:
        pattern = compile_pattern(text)[0]
        if pattern[0] in ("expr", "changed"):
            pattern = pattern[2]
        for code in candidates(pattern, codes):
            for result in islice(matches(pattern, code, bound), 3):
                yield from _joined(parts[1:], codes, result)


def _fits(where: Mapping[str, str], binding: Binding, scope: Scope) -> bool:
    return all(holds(binding, hole, kind, scope) for hole, kind in where.items() if hole in binding)
