"""Which words the bundled model may use of which code: a closed world, learned from its own text.

A small model that loses its thread still writes plausible words. So a word must be open (it says
nothing about code: "so", "result", "each"), stand in the facts, or belong to a phrasing of them.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from mlexplain.explain.write.order import in_order

_SLOT_OR_QUOTED = re.compile(r"`[^`]*`|<\d{1,2}>")
_WORD = re.compile(r"[a-z]+")
_LAST_WORD = re.compile(r"([a-z]+)[^a-z]+[a-z]*$")
_ENDINGS = re.compile(r"(?:ations?|ing|ions?|edly|ed|es|s|ly|e)$")
_BINDING = (
    *("most", "least", "more", "less", "not", "minus", "plus", "away", "difference", "quotient"),
    *("ratio", "power", "remainder", "times", "product", "sum", "subtract", "divide", "multiply"),
    *("add", "grow", "shrink", "increase", "lower", "reduce", "scale", "unless"),
    *("without", "before", "after"),
)
"""Common words that turn a statement around, or say how operands meet."""
_FRAMING = ("set", "through", "first", "call", "hold", "end", "follow", "function", "start")
"""Words of phrasings: "First it …", "Goes through …", "Sets up …"."""


class Manner(NamedTuple):
    """A kind of sentence of the analysis, and the words that may put it otherwise."""

    pieces: tuple[str, ...]
    """What stands between its holes, in lower case."""
    longest: str
    """The longest of these pieces: what lacks it need not be looked at further."""
    words: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Words by their stems."""

    open: frozenset[str]
    always: frozenset[str]
    """Open words that no kind of sentence claims for itself."""
    manners: tuple[Manner, ...]
    forms: Mapping[str, frozenset[str]]
    """Whole words by their stems."""

    def same_content(self, text: str, facts: str) -> bool:
        """Whether a sentence says the facts in other words: the same names in the same places, and
        the same words but for open ones."""
        if not in_order(text, facts) or binding(text) != binding(facts):
            return False
        told, given = (Counter(map(stem, words(t))) for t in (text, facts))
        spared = self.always | (self.open & self._framing(facts))
        if not given.keys() - spared <= told.keys() or self._says_twice(told, given):
            return False
        return told.keys() <= self.allowed(facts)

    def _framing(self, facts: str) -> frozenset[str]:
        """The words that the analysis itself puts around what these facts are about, and all of an
        idiom, for which other texts were written by hand."""
        fitting = [
            _words_of(manner.pieces) if len(manner.pieces) > 1 else manner.words
            for manner in _fitting(self, facts)
        ]
        return frozenset().union(*fitting)

    def _says_twice(self, told: Counter[str], given: Counter[str]) -> bool:
        """Whether words of the facts come more often than there: "averages the result, then averages
        the result". A phrasing may bring one such word with it."""
        more = [w for w in told if 0 < given[w] < told[w] and w not in self.always | {"result"}]
        return len(more) > 1 or not _FRAMING_STEMS.issuperset(more)

    def allowed(self, facts: str) -> frozenset[str]:
        """The stems of the words that may tell these facts."""
        fitting = [manner.words for manner in _fitting(self, facts)]
        return self.always.union(map(stem, words(facts)), *fitting)

    def whole_words(self, facts: str) -> frozenset[str]:
        """The words that may tell these facts, in all known forms."""
        none: frozenset[str] = frozenset()
        return frozenset(words(facts)).union(
            *(self.forms.get(stem, none) for stem in self.allowed(facts))
        )


@lru_cache(maxsize=64)
def _fitting(lexicon: Lexicon, facts: str) -> list[Manner]:
    """Kept, since the same facts are asked for before and after each text that tells them."""
    text = facts.lower()
    return [m for m in lexicon.manners if m.longest in text and _stand_in(text, m.pieces)]


def _stand_in(text: str, pieces: tuple[str, ...]) -> bool:
    """Whether the pieces of a sentence stand in a text in their order, with something in each gap."""
    at = 0
    for piece in pieces:
        found = text.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece) + 1
    return True


@cache
def _words_of(pieces: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(stem, words(" ".join(pieces))))


def last_word(text: str) -> str | None:
    """The last plain word of a text under way that is whole, in lower case."""
    plain = _SLOT_OR_QUOTED.sub(" ", text).partition("`")[0]
    found = _LAST_WORD.search(plain.lower())
    return found.group(1) if found else None


def words(text: str) -> list[str]:
    """The plain words of a sentence, in lower case."""
    return _WORD.findall(_SLOT_OR_QUOTED.sub(" ", text).lower())


def binding(text: str) -> frozenset[str]:
    """The words of a sentence that say how operands meet, by their stems."""
    return frozenset(stem(word) for word in words(text)) & _BINDING_STEMS


def stem(word: str) -> str:
    """A word without its usual endings."""
    word = word.lower()
    return _ENDINGS.sub("", word) if len(word) > 4 else word.rstrip("s") if len(word) > 3 else word


def read_lexicon(path: Path) -> Lexicon:
    """Read what `mlexplain.training.lexicon` wrote."""
    return lexicon_of(json.loads(path.read_text(encoding="utf-8")))


def lexicon_of(raw: Mapping[str, Any]) -> Lexicon:
    """The lexicon from the contents of its file."""
    forms: dict[str, set[str]] = defaultdict(set)
    for word in raw["words"]:
        forms[stem(word)].add(word)
    return Lexicon(
        frozenset(raw["open"]),
        frozenset(raw["always"]),
        tuple(_manner(m["pieces"], m["words"]) for m in raw["manners"]),
        {stemmed: frozenset(each) for stemmed, each in forms.items()},
    )


def _manner(pieces: list[str], words: list[str]) -> Manner:
    return Manner(tuple(pieces), max(pieces, key=len), frozenset(words))


_BINDING_STEMS = frozenset(map(stem, _BINDING))
_FRAMING_STEMS = frozenset(map(stem, _FRAMING))
