"""Single sentences out of the examples, as the model is asked for them where a whole step failed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from string import ascii_lowercase
from typing import TYPE_CHECKING

from mlexplain.explain.knowledge import read_toml
from mlexplain.explain.write.prompt import parted
from mlexplain.resources import models_dir

if TYPE_CHECKING:
    from mlexplain.training.corpus import Example

_SLOT = re.compile(r"<(\d{1,2})>")
_LETTER = re.compile(r"\{([a-z])\}")
IN_OTHER_WORDS = "<say><facts>"
"""How a prompt ends that asks for its facts again, in other words."""


@cache
def sentence_wordings() -> dict[str, list[str]]:
    """Other ways to say single sentences, written by hand; `{a}`, `{b}` … stand for their slots."""
    told: dict[str, list[str]] = read_toml(models_dir() / "recipe" / "sentences.toml")
    return told


def singly(example: Example) -> Iterator[Example]:
    """Each sentence of an example that asks for other words, in the words that it has there, and in
    those that were written for it alone. Whether they say the same is for the caller to ask."""
    head, _, facts = example.prompt.removesuffix(IN_OTHER_WORDS).rpartition("<facts>")
    given, told = parted(facts), parted(example.target)
    alone = len(given) == len(told) > 1
    for number, fact in enumerate(given):
        others = [told[number]] if alone else []
        for text in (*others, *_worded(fact)):
            if text != fact:
                yield replace(example, prompt=f"{head}<facts>{fact}{IN_OTHER_WORDS}", target=text)


def _worded(fact: str) -> list[str]:
    slots = list(dict.fromkeys(_SLOT.findall(fact)))
    if len(slots) > len(ascii_lowercase):
        return []
    letters = dict(zip(slots, ascii_lowercase, strict=False))
    plain = _SLOT.sub(lambda slot: f"{{{letters[slot[1]]}}}", fact)
    return [
        _LETTER.sub(lambda letter: f"<{slots[ord(letter[1]) - ord('a')]}>", text)
        for text in sentence_wordings().get(plain, [])
    ]
