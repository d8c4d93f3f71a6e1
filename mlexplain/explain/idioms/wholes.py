"""Known methods, told by parts of them that stand anywhere in a piece of code.

An idiom is a shape of adjoining statements; the same method can be written with its parts in many
places. A whole asks for a few small parts, in any order and nesting, whose holes agree:
`min($r * $a, $c)` and `$r.clamp($x, $y)` make PPO wherever they stand.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from mlexplain.explain import knowledge
from mlexplain.explain.facts.evidence import is_shown
from mlexplain.explain.facts.scope import Scope
from mlexplain.explain.idioms.kinds import ByKind, Normal, by_kind, candidates
from mlexplain.explain.idioms.match import Binding, matches
from mlexplain.explain.idioms.normal import expression
from mlexplain.explain.idioms.normalblocks import statement
from mlexplain.explain.idioms.patterns import compile_pattern
from mlexplain.explain.idioms.prefilter import needs_of_all, words_of

_MOST_WAYS = 40


@dataclass(frozen=True, slots=True)
class Whole:
    """A method and the parts that show it."""

    slug: str
    parts: tuple[tuple[str, ...], ...]
    """Of each part, patterns of which one must be met."""
    says: str
    where: Mapping[str, str]
    roles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Met:
    """A method met in code."""

    whole: Whole
    binding: Binding


@cache
def all_wholes() -> tuple[Whole, ...]:
    return tuple(
        Whole(
            slug,
            tuple(tuple(part) for part in entry["parts"]),
            " ".join(entry["says"].split()),
            entry.get("where", {}),
            entry.get("roles", {}),
        )
        for slug, entry in knowledge.table("wholes").items()
    )


@cache
def _needs() -> Mapping[str, frozenset[str]]:
    """The words and operators that code must have for each pattern of all methods."""
    patterns = [text for whole in all_wholes() for part in whole.parts for text in part]
    return dict(zip(patterns, needs_of_all(patterns), strict=True))


def find_wholes(body: list[ast.stmt], scope: Scope) -> list[Met]:
    """The methods in one piece of code, those with more parts first."""
    words = words_of(scope, body) | {
        word
        for node in body
        for kind, word in _BLOCK_WORDS
        if any(isinstance(n, kind) for n in ast.walk(node))
    }
    needs = _needs()
    codes: ByKind | None = None
    found = []
    for whole in all_wholes():
        parts = [[p for p in part if needs[p] <= words] for part in whole.parts]
        if not all(parts):
            continue
        if codes is None:
            codes = by_kind(_codes(body, scope))
        ways = (b for b in islice(_joined(parts, codes, {}), _MOST_WAYS))
        binding = next((b for b in ways if _fits(whole, b, scope)), None)
        if binding is not None:
            found.append(Met(whole, binding))
    return sorted(found, key=lambda met: -len(met.whole.parts))


_BLOCK_WORDS = (
    (ast.For, "for"),
    (ast.While, "while"),
    (ast.If, "if"),
    (ast.With, "with"),
    (ast.Try, "try"),
)


def _codes(body: list[ast.stmt], scope: Scope) -> Iterator[Normal]:
    for outer in body:
        for node in ast.walk(outer):
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


def _fits(whole: Whole, binding: Binding, scope: Scope) -> bool:
    return all(
        is_shown(binding[hole], kind, scope)
        for hole, kind in whole.where.items()
        if hole in binding
    )
