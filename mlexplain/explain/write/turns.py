"""Turns of phrase that the bundled model may use: runs of three words that its own text has.

A small model that has lost its thread still writes words that tell its facts, but in a row in which nobody
puts them ("is what a table of"). All names count as one word here, and so does what is made of them ("the
length of <3>", "<3>, <4> and <5>"): what stands around them is to be compared. One run of a text may be new
where it only has another word in a known place, so that its pairs of words are known.
"""

from __future__ import annotations

import re
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from pathlib import Path
from zlib import crc32

_LENGTH = 3
_NAME = re.compile(r"`[^`]*`|<\d{1,2}>|\{\w+\}")
_ASIDE = re.compile(r" ?\([^()]*\)")
_MADE_OF_NAMES = re.compile(
    r"\bthe (?:[a-z-]+ ){0,3}[a-z]+ of (?:all )?x\b"
    r"|\bx, the [a-z -]+?(?=[,.;:]| and keeps| and calls)"  # the part that it plays
    r"|\bx(?:, x)* (?:and|by|plus|to|set to) x\b|\bx, x\b|\bentry x of x\b"
)
_FRAMES = tuple(
    (re.compile(rf"\b{words}\b"), one)
    for words, one in (
        ("(?:what comes back is|gives back|hands)", "returns"),
        (" back to the caller", ""),
        ("gives the result back", "returns the result"),
        ("passes", "runs"),
        ("adding", "adds"),
        ("subtracting", "subtracts"),
    )
)
"""Other words of phrasings, which stand around anything, and those of the analysis itself."""
_RETURNED = re.compile(r",? and returns the result(?= ?[.:;]|$)")
_KEPT = re.compile(
    r"(?:,? which gives|,? and keeps (?:the result|it) as|,? and calls it|[;,] this gives|; the result is"
    r"|[;,]? kept as) x(?= ?[.:;]| then|$)"
)
"""What becomes of a result, which may be said behind anything."""
_DOER = re.compile(r"\b(?:to get x, it|(?:then|next,|finally,)(?: it)?) (?=[a-z]+s )")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[.,;:?!]")
_ENDS = frozenset(".;:?!")


_OF_GRAMMAR = frozenset(
    (
        *(
            "^",
            "$",
            ",",
            "x",
            "a",
            "an",
            "the",
            "one",
            "other",
            "all",
            "each",
            "every",
            "both",
            "this",
            "that",
        ),
        *(
            "these",
            "those",
            "them",
            "they",
            "it",
            "its",
            "their",
            "there",
            "and",
            "or",
            "but",
            "if",
            "so",
            "as",
        ),
        *(
            "than",
            "then",
            "when",
            "where",
            "which",
            "while",
            "who",
            "whom",
            "whose",
            "at",
            "by",
            "for",
            "from",
        ),
        *(
            "in",
            "into",
            "of",
            "off",
            "on",
            "out",
            "over",
            "to",
            "up",
            "with",
            "no",
            "not",
            "is",
            "are",
            "was",
        ),
        *("were", "be", "been", "do", "does", "has", "have", "had"),
    )
)
_LOOSE = re.compile(r"\bwhat\b|\b(?:is|are) x\b|\b(\w+) \1\b")
"""In a run like these there is no known place for another word."""


def runs(text: str, length: int = _LENGTH) -> Iterator[str]:
    """The runs of so many words in the sentences of a text, with their beginnings (`^`) and ends (`$`)."""
    for sentence in _sentences(text):
        for at in range(max(1, len(sentence) - length + 1)):
            yield " ".join(sentence[at : at + length])


def _sentences(text: str) -> Iterator[list[str]]:
    found = ["^"]
    for word in _WORD.findall(_plain(text)):
        if word not in _ENDS:
            found.append(word)
        elif len(found) > 1:
            yield [*found, "$"]
            found = ["^"]
    if len(found) > 1:
        yield found


def _plain(text: str) -> str:
    told = _ASIDE.sub("", _NAME.sub("x", text).lower())
    for words, one in _FRAMES:
        told = words.sub(one, told)
    told = _RETURNED.sub("", told)
    while True:
        shorter = _DOER.sub("", _KEPT.sub("", _MADE_OF_NAMES.sub("x", told)))
        if shorter == told:
            return told
        told = shorter


class Turns:
    """The runs of three and of two words of a text, by their checksums in ascending order."""

    def __init__(self, sums: array[int]) -> None:
        self._sums = sums

    @classmethod
    def of(cls, texts: Iterable[str]) -> Turns:
        """All turns of phrase in `texts`."""
        found = {_sum(run) for text in texts for n in (_LENGTH, 2) for run in runs(text, n)}
        return cls(array("I", sorted(found)))

    @classmethod
    def read(cls, path: Path) -> Turns:
        """What `write` wrote: unsigned numbers of 32 bits, the lowest byte first."""
        return cls(_in_order_of_bytes(array("I", path.read_bytes())))

    def write(self, path: Path) -> None:
        path.write_bytes(_in_order_of_bytes(array("I", self._sums)).tobytes())

    def __len__(self) -> int:
        return len(self._sums)

    def __contains__(self, run: str) -> bool:
        wanted = _sum(run)
        at = bisect_left(self._sums, wanted)
        return at < len(self._sums) and self._sums[at] == wanted

    def strange(self, text: str, facts: str) -> list[str]:
        """The runs of words in `text` that neither its facts have nor any text known here."""
        given = set(runs(facts))
        found = [run for run in runs(text) if run not in given and run not in self]
        return [] if len(found) == 1 and self._fits(found[0], facts) else found

    def _fits(self, run: str, facts: str) -> bool:
        """Whether a new run has another word in a known place."""
        first, middle, *last = run.split()
        if _LOOSE.search(run) or {first, middle, *last} <= _OF_GRAMMAR:
            return False
        pairs = {f"{first} {middle}", " ".join([middle, *last])}
        return all(pair in self for pair in pairs.difference(runs(facts, 2)))


def _sum(run: str) -> int:
    return crc32(run.encode())


def _in_order_of_bytes(numbers: array[int]) -> array[int]:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
