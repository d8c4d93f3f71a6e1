"""Only words that may tell the facts, while a text is being written.

A small model that does not know a word goes astray at its first letters ("(columns read" becomes
"(probabilities…") or half-way ("inj" becomes "injplit"), and the whole text is lost. What may begin
a word, and what may finish it, is known beforehand.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence, Set

from mlexplain.generation.constraints import FREE, Mask

_LETTERS = re.compile(r"[a-z]+")
_LAST_LETTERS = re.compile(r"[a-z]+$")


class Beginnings:
    """The tokens of a vocabulary by the letters with which they begin a word."""

    def __init__(self, pieces: Sequence[str], ends: Set[int]) -> None:
        """`pieces` are the texts of the tokens, `ends` those that end a text."""
        self.pieces = pieces
        self.ends = frozenset(ends)
        self.letters: _ByLetters = defaultdict(set)
        """Tokens of letters alone: they begin a word only where none is under way."""
        self.after_gap: _ByLetters = defaultdict(set)
        """Tokens that begin a word after something else, as a space."""
        for token, piece in enumerate(map(str.lower, pieces)):
            last = _LAST_LETTERS.search(piece)
            if last and "`" not in piece:
                kind = self.letters if _LETTERS.fullmatch(piece) else self.after_gap
                kind[last.group()].add(token)


class InWords:
    """A constraint of generation: outside quotation marks, only these words, each of them whole."""

    def __init__(self, beginnings: Beginnings, words: Set[str]) -> None:
        self._beginnings = beginnings
        self._words = words
        self._longer: dict[str, set[str]] = defaultdict(set)
        """What may come after the first letters of words."""
        for word in words:
            for end in range(len(word)):
                self._longer[word[:end]].add(word[end:])
        known = self._longer.keys() | words
        letters, after_gap = beginnings.letters, beginnings.after_gap
        gap = _tokens(after_gap, after_gap.keys() - known)
        self._between = Mask(never=gap | _tokens(letters, letters.keys() - known))
        self._going_on = Mask(never=gap)
        self._over = Mask(never=gap | _tokens(letters, letters.keys()))
        self._unfinished: dict[str, Mask] = {}

    def next(self, tokens: Sequence[int]) -> Mask:
        text = "".join(self._beginnings.pieces[token] for token in tokens)
        if text.count("`") % 2:
            return FREE
        found = _LAST_LETTERS.search(text.lower())
        if found is None:
            return self._between
        begun = found.group()
        if begun in self._words:
            return self._going_on if begun in self._longer else self._over
        return self._rest(begun) if begun in self._longer else self._going_on

    def _rest(self, begun: str) -> Mask:
        """What goes on with a word that is not whole. A text that has become too long may end in it."""
        if begun not in self._unfinished:
            ways = {rest[:end] for rest in self._longer[begun] for end in range(1, len(rest) + 1)}
            going_on = _tokens(self._beginnings.letters, ways)
            self._unfinished[begun] = Mask(only=going_on | self._beginnings.ends)
        return self._unfinished[begun]


def _tokens(kinds: _ByLetters, letters: Set[str]) -> frozenset[int]:
    return frozenset(token for each in letters for token in kinds.get(each, ()))


_ByLetters = dict[str, set[int]]
