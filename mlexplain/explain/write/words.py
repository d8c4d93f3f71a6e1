"""Only words that may tell the facts, while a text is being written.

A small model that does not know a word goes astray at its first letters ("(columns read" becomes
"(probabilities…"), and the whole text is lost. What may begin a word is known beforehand.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from mlexplain.generation.constraints import FREE, Mask

_LETTERS = re.compile(r"[a-z]+")
_LAST_LETTERS = re.compile(r"[a-z]+$")


class Beginnings:
    """The tokens of a vocabulary by the letters with which they begin a word."""

    def __init__(self, pieces: Sequence[str]) -> None:
        """`pieces` are the texts of the tokens."""
        self._letters: _ByLetters = defaultdict(set)
        """Tokens of letters alone: they begin a word only where none is under way."""
        self._after_gap: _ByLetters = defaultdict(set)
        """Tokens that begin a word after something else, as a space."""
        for token, piece in enumerate(map(str.lower, pieces)):
            last = _LAST_LETTERS.search(piece)
            if last and "`" not in piece:
                kind = self._letters if _LETTERS.fullmatch(piece) else self._after_gap
                kind[last.group()].add(token)

        self._stems = {
            letters: frozenset(letters[:end] for end in range(1, len(letters)))
            for letters in (*self._letters, *self._after_gap)
        }

    def astray(self, stems: frozenset[str]) -> tuple[frozenset[int], frozenset[int]]:
        """The tokens that begin none of the words with these stems: those to keep from inside a
        word, and those to keep from where none is under way."""
        known = {stem[:length] for stem in stems for length in range(1, len(stem) + 1)}
        none = {
            letters
            for letters, shorter in self._stems.items()
            if letters not in known and shorter.isdisjoint(stems)
        }
        inside = _tokens(self._after_gap, none)
        return inside, inside | _tokens(self._letters, none)


class InWords:
    """A constraint of generation: outside quotation marks, only words with the stems `allowed` begin."""

    def __init__(
        self, beginnings: Beginnings, pieces: Sequence[str], allowed: frozenset[str]
    ) -> None:
        inside, between = beginnings.astray(allowed)
        self._pieces = pieces
        self._inside, self._between = Mask(never=inside), Mask(never=between)

    def next(self, tokens: Sequence[int]) -> Mask:
        text = "".join(self._pieces[token] for token in tokens)
        if text.count("`") % 2:
            return FREE
        return self._inside if text[-1:].isalpha() else self._between


def _tokens(kinds: _ByLetters, letters: set[str]) -> frozenset[int]:
    return frozenset(token for each in letters for token in kinds.get(each, ()))


_ByLetters = dict[str, set[int]]
