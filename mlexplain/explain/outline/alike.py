"""Deeds that tell the same thing twice: "computes the accuracy", "measures accuracy"."""

from __future__ import annotations

import re

FORMING = re.compile(r"(?:computes|measures|finds|calculates|returns|averages) ")
"""What says of a value only that it comes about."""
_ASIDE = re.compile(r"\s*\(([^()]*)\)")
_WORD = re.compile(r"`[^`]*`|[a-z][a-z'-]+")
_LITTLE = frozenset(
    [
        *("the", "a", "an", "of", "its", "their", "is", "are", "that", "which"),
        *("with", "by", "for", "in", "and", "to", "over"),
    ]
)


def says_again(deed: str, line: int, other: str, other_line: int) -> bool:
    """Whether `other` tells what `deed` tells: by the same name in brackets, by the same words
    anywhere, or by more of them of the same line."""
    if set(_ASIDE.findall(deed)) & set(_ASIDE.findall(other)):
        return "`" not in "".join(_ASIDE.findall(deed))
    own, others = _content(deed), _content(other)
    if FORMING.match(deed) and not FORMING.match(other):  # "smooths values by a moving average"
        return line == other_line and len(own) > 1 and own < others
    if not (FORMING.match(deed) and FORMING.match(other)):
        return False
    if not own:
        return False
    return own == others or (line == other_line and own < others)


def returned_again(deed: str, end: str) -> bool:
    """Whether what is returned names the value that a deed forms: "returns the accuracy (the share
    of …)" after "computes the accuracy"."""
    if not FORMING.match(deed):
        return False
    return bool(_names(deed) & _names(end.removeprefix("in the end ")))


def _names(text: str) -> set[frozenset[str]]:
    """What a value is called, and what it is called in brackets behind that."""
    return {_content(name) for name in (_ASIDE.sub("", text), *_ASIDE.findall(text))} - {
        frozenset()
    }


def _content(text: str) -> frozenset[str]:
    words = _WORD.findall(FORMING.sub("", text.lower(), count=1))
    return frozenset(words) - _LITTLE
