"""Which words the bundled model may use of which code: a closed world, learned from its own text.

A small model that loses its thread still writes plausible words. So a word must be open (it says
nothing about code: "so", "result", "each"), stand in the step's own code, facts or roles, or have
been said by a person of code that shares an operation with this one.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mlexplain.explain.prompt import StepPrompt
from mlexplain.explain.verify import evidence

_SLOT_OR_QUOTED = re.compile(r"`[^`]*`|<\d{1,2}>")
_SLOT = re.compile(r"<(\d{1,2})>")
_WORD = re.compile(r"[a-z]+")
_ENDINGS = re.compile(r"(?:ations?|ing|ions?|edly|ed|es|s|ly|e)$")
_BINDING = frozenset(["most", "least", "more", "less", "not"])
"""Common words that turn a statement around."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words by their stems."""

    open: frozenset[str]
    shown: Mapping[str, frozenset[str]]
    """What a word may be said of: words of code and facts that it went with."""

    def unsupported(self, text: str, prompt: StepPrompt) -> list[str]:
        """The words of a sentence (slots and all) that nothing supports."""
        seen = evidence(prompt)
        stems = frozenset(stem(w) for w in seen)
        return [
            word
            for word in words(text)
            if (s := stem(word)) not in self.open
            and s not in stems
            and not self.shown.get(s, frozenset()) & seen
        ]

    def same_content(self, text: str, facts: str) -> bool:
        """Whether a sentence says the facts in other words: the same names as often, and the same
        words but for open ones."""
        if Counter(_SLOT.findall(text)) != Counter(_SLOT.findall(facts)):
            return False
        told, given = (
            {s for w in words(t) if (s := stem(w)) not in self.open or w in _BINDING}
            for t in (text, facts)
        )
        return told == given


def words(text: str) -> list[str]:
    """The plain words of a sentence, in lower case."""
    return _WORD.findall(_SLOT_OR_QUOTED.sub(" ", text).lower())


def stem(word: str) -> str:
    """A word without its usual endings."""
    word = word.lower()
    return _ENDINGS.sub("", word) if len(word) > 4 else word.rstrip("s") if len(word) > 3 else word


def read_lexicon(path: Path) -> Lexicon:
    """Read what `mlexplain.training.lexicon` wrote."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    return Lexicon(
        frozenset(raw["open"]), {word: frozenset(by) for word, by in raw["shown"].items()}
    )
