"""The analysis's sentences in many wordings, for steps mined from real code."""

from __future__ import annotations

import random
import re
from functools import cache
from typing import Any

from mlexplain.explain.expressions.words import Words
from mlexplain.explain.facts.scope import Scope
from mlexplain.explain.idioms.shapes import Idiom
from mlexplain.explain.knowledge import idiom_entries, read_toml
from mlexplain.explain.statements.heads import Heads
from mlexplain.explain.write.lexicon import binding
from mlexplain.explain.write.order import in_order
from mlexplain.resources import models_dir

_HOLE = re.compile(r"\{(\w+)(?::\w+)?\}")
_ROLE = re.compile(r"\{role\}")
_QUOTED = re.compile(r"(`+).+?\1", re.DOTALL)
_QUOTE = "\0"
_BREAK = re.compile(r"(?<=\.) (?=[A-Z\0])")
_VERB = re.compile(r"(?!This|Its|As|Is|Was|Thus|Has)[A-Z][a-z]+s ")
_JOINED = 0.4
"""Share of the sentences after a step's first one that say how they follow."""


@cache
def phrasings() -> dict[str, dict[str, list[str]]]:
    """Wordings by table and key, as in `rules/code/sentences.toml`."""
    tables: dict[str, Any] = read_toml(models_dir() / "recipe" / "phrasings.toml")
    return tables


@cache
def idiom_wordings() -> dict[str, list[str]]:
    """Other ways to say what an idiom says, by its slug; only those that are let through when the
    model writes them."""
    found: dict[str, list[str]] = {}
    for path in sorted((models_dir() / "recipe" / "wordings").glob("*.toml")):
        for slug, texts in read_toml(path).items():
            says = " ".join(idiom_entries()[slug]["says"].split())
            found[slug] = [text for text in texts if _same(text, says)]
    return found


class Phraser(Heads):
    """Describes as `Heads` does, each time in another wording."""

    chance = random.Random(0)

    def __init__(self, words: Words, scope: Scope) -> None:
        super().__init__(words, scope)

    def template(self, table: str, key: str) -> str:
        plain = super().template(table, key)
        return self.chance.choice(_wordings(table, key, plain))

    def idiom(self, idiom: Idiom) -> str:
        return self.chance.choice(idiom_wordings().get(idiom.slug) or [idiom.says])


@cache
def _wordings(table: str, key: str, plain: str) -> list[str]:
    """The wordings of a sentence that are let through when the model writes them."""
    found = phrasings().get(table, {}).get(key, [])
    return [p for p in found if _same(p, plain)] or [plain]


def _same(wording: str, plain: str) -> bool:
    numbers: dict[str, int] = {}

    def slot(hole: re.Match[str]) -> str:
        return f"<{numbers.setdefault(hole[1].lower(), len(numbers))}>"

    one, other = (_HOLE.sub(slot, _ROLE.sub("", text)) for text in (wording, plain))
    return in_order(one, other) and binding(one) == binding(other)


def joined(text: str, chance: random.Random) -> str:
    """The sentences of a step, some of them linked to the one before."""
    quoted = (match.group() for match in _QUOTED.finditer(text))
    parts = _BREAK.split(_QUOTED.sub(_QUOTE, text))
    whole = parts[0]
    for index, part in enumerate(parts[1:], start=1):
        if chance.random() >= _JOINED or part.startswith(("Otherwise", "If ")) or ":" in part:
            whole += f" {part}"
            continue
        verb = bool(_VERB.match(part))
        rest = part if part.startswith(_QUOTE) else part[0].lower() + part[1:]
        plain = _VERB.match(parts[index - 1]) and ";" not in parts[index - 1]
        if verb and plain and whole.endswith(".") and chance.random() < 0.5:
            whole = f"{whole[:-1]}, {chance.choice(['and then', 'then', 'and'])} {rest}"
        else:
            openings = ["Then", "Then", "Next,"]
            openings += ["Finally,"] if index == len(parts) - 1 > 1 else []
            whole += f" {chance.choice(openings)} {'it ' if verb else ''}{rest}"
    return re.sub(_QUOTE, lambda _: next(quoted), whole)
