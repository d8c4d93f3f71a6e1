"""The analysis's sentences in many wordings, for steps mined from real code."""

from __future__ import annotations

import random
from functools import cache
from typing import Any

from mlexplain.explain.describe import Describer
from mlexplain.explain.knowledge import read_toml
from mlexplain.explain.scope import Scope
from mlexplain.explain.words import Words
from mlexplain.resources import models_dir


@cache
def phrasings() -> dict[str, dict[str, list[str]]]:
    """Wordings by table and key, as in `rules/code/sentences.toml`."""
    tables: dict[str, Any] = read_toml(models_dir() / "recipe" / "phrasings.toml")
    return tables


class Phraser(Describer):
    """Describes as `Describer` does, each time in another wording."""

    chance = random.Random(0)

    def __init__(self, words: Words, scope: Scope) -> None:
        super().__init__(words, scope)

    def template(self, table: str, key: str) -> str:
        found = phrasings().get(table, {}).get(key)
        return self.chance.choice(found) if found else super().template(table, key)
