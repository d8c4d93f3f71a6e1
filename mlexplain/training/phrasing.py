"""The analysis's sentences in many wordings, for steps mined from real code."""

from __future__ import annotations

import random
import re
from functools import cache
from typing import Any

from mlexplain.explain.heads import Heads
from mlexplain.explain.knowledge import read_toml
from mlexplain.explain.scope import Scope
from mlexplain.explain.words import Words
from mlexplain.resources import models_dir

_QUOTED = re.compile(r"`[^`]*`")
_BREAK = re.compile(r"(?<=\.) (?=[A-Z`])")
_VERB = re.compile(r"(?!This|Its|As|Is|Was|Thus|Has)[A-Z][a-z]+s ")
_JOINED = 0.4
"""Share of the sentences after a step's first one that say how they follow."""


@cache
def phrasings() -> dict[str, dict[str, list[str]]]:
    """Wordings by table and key, as in `rules/code/sentences.toml`."""
    tables: dict[str, Any] = read_toml(models_dir() / "recipe" / "phrasings.toml")
    return tables


class Phraser(Heads):
    """Describes as `Heads` does, each time in another wording."""

    chance = random.Random(0)

    def __init__(self, words: Words, scope: Scope) -> None:
        super().__init__(words, scope)

    def template(self, table: str, key: str) -> str:
        found = phrasings().get(table, {}).get(key)
        return self.chance.choice(found) if found else super().template(table, key)


def joined(text: str, chance: random.Random) -> str:
    """The sentences of a step, some of them linked to the one before."""
    quoted = _QUOTED.findall(text)
    parts = _BREAK.split(_QUOTED.sub("`", text))
    whole = parts[0]
    for index, part in enumerate(parts[1:], start=1):
        if chance.random() >= _JOINED or part.startswith(("Otherwise", "If ")) or ":" in part:
            whole += f" {part}"
            continue
        verb = bool(_VERB.match(part))
        rest = part if part.startswith("`") else part[0].lower() + part[1:]
        plain = _VERB.match(parts[index - 1]) and ";" not in parts[index - 1]
        if verb and plain and whole.endswith(".") and chance.random() < 0.5:
            whole = f"{whole[:-1]}, {chance.choice(['and then', 'then', 'and'])} {rest}"
        else:
            openings = ["Then", "Then", "Next,"]
            openings += ["Finally,"] if index == len(parts) - 1 > 1 else []
            whole += f" {chance.choice(openings)} {'it ' if verb else ''}{rest}"
    pieces = iter(quoted)
    return re.sub("`", lambda _: next(pieces), whole)
