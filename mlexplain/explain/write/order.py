"""The order in which a sentence may name what its facts name.

The facts "Calls <3> with <8>; the result is <5>. Returns <5>." name 3, 8, 5 and then 5. Other words
for them name the same, but what a sentence ends with may begin it: "<5> is what <3> gives for <8>."
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from mlexplain.generation.constraints import Mask

_SLOT_OR_QUOTED = re.compile(r"`[^`]*`|<\d{1,2}>")
_SLOT = re.compile(r"<(\d{1,2})>")
_SENTENCE = re.compile(r"(?<=\.)\s+(?=[A-Z<`])|(?<=:)\s+")


def named(text: str) -> list[str]:
    """The slots of a text, and what it quotes beside them, in order."""
    return [
        name
        for piece in _SLOT_OR_QUOTED.findall(text)
        for name in (_SLOT.findall(piece) or [piece])
    ]


def in_order(text: str, facts: str) -> bool:
    """Whether a text names all that the facts name, in one of their orders."""
    paths = _paths(facts, named)
    return (len(paths), 0, 0) in _reached(paths, named(text))


class InOrder:
    """A constraint of generation: slots come only as in the facts, and all of them come; a text that
    is `lost` ends at once."""

    def __init__(
        self,
        facts: str,
        slots: dict[int, int],
        ends: frozenset[int],
        lost: Callable[[Sequence[int]], bool],
    ) -> None:
        """`slots` gives the token of each slot, `ends` are the tokens that end a text."""
        self._paths = _paths(facts, _SLOT.findall)
        self._slots = {str(number): token for number, token in slots.items()}
        self._numbers = {token: number for number, token in self._slots.items()}
        self._ends = ends
        self._lost = lost

    def next(self, tokens: Sequence[int]) -> Mask:
        if self._lost(tokens):
            return Mask(only=self._ends)
        written = [self._numbers[token] for token in tokens if token in self._numbers]
        reached = _reached(self._paths, written)
        open_places = [place for place in reached if place[0] < len(self._paths)]
        following = {self._paths[group][order][at] for group, order, at in open_places}
        never = {token for number, token in self._slots.items() if number not in following}
        whole = len(open_places) < len(reached)
        return Mask(never=frozenset(never if whole else never | self._ends))


Place = tuple[int, int, int]
"""A sentence, one of its orders, and how many of its names have been said."""


def _paths(facts: str, names: Callable[[str], list[str]]) -> list[list[list[str]]]:
    """The orders of each sentence that names something."""
    groups = [group for sentence in _SENTENCE.split(facts) if (group := names(sentence))]
    return [[group, [*group[-1:], *group[:-1]]] for group in groups]


def _reached(paths: list[list[list[str]]], written: list[str]) -> set[Place]:
    """Where one may stand when these names have been said; empty where they break every order."""
    places: set[Place] = {(0, order, 0) for order in (0, 1)} if paths else {(0, 0, 0)}
    for name in written:
        places = {
            after
            for group, order, at in places
            if group < len(paths) and paths[group][order][at] == name
            for after in _after(paths, group, order, at + 1)
        }
    return places


def _after(paths: list[list[list[str]]], group: int, order: int, at: int) -> list[Place]:
    if at < len(paths[group][order]):
        return [(group, order, at)]
    if group + 1 == len(paths):
        return [(group + 1, 0, 0)]
    return [(group + 1, 0, 0), (group + 1, 1, 0)]
