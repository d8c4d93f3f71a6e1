"""Calls of all functions that have a card, with the arguments whose meaning is known: code is mined as it
comes, and most of what the analysis can say of a call never comes there."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Iterator, Mapping
from functools import cache

from mlexplain.explain.knowledge import cards, entries
from mlexplain.training.pairs import Pair

_NAMED = re.compile(r"\{(\w+)\}")
_OPTIONAL = re.compile(r"\[[^\]]*\]")
_MADE = {
    "Tensor": "import torch\n{0} = torch.rand(4, 4)",
    "array": "import numpy as np\n{0} = np.zeros(4)",
    "Module": "from torch import nn\n{0} = nn.Linear(4, 2)",
    "DataFrame": "import pandas as pd\n{0} = pd.DataFrame()",
    "Path": "from pathlib import Path\n{0} = Path('.')",
    "str": "{0} = ''",
    "list": "{0} = []",
    "dict": "{0} = {{}}",
    "set": "{0} = set()",
}
"""How an object is made whose methods have cards of their own."""
_SOME_KEYWORDS = 0.6
_MOST_KEYWORDS = 4


def call_examples(names: tuple[str, ...], copies: int, seed: int = 0) -> Iterator[Pair]:
    """Every card `copies` times, and every meaning of a keyword so often, in calls of things called by some of
    `names`."""
    chance = random.Random(seed)
    known = [name for name in cards() if _callable(name)]
    for number in range(copies):
        for name in known:
            keywords = _some_keywords(name, chance) if chance.random() < _SOME_KEYWORDS else {}
            yield _pair(name, keywords, names, chance, number)
        for keyword, value in _meanings():
            fitting = [name for name in known if keyword in _known_keywords(name)]
            name = chance.choice(fitting or known)
            others = _some_keywords(name, chance) if fitting else {}
            yield _pair(name, {**others, keyword: value}, names, chance, number)


def _callable(name: str) -> bool:
    owner, _, _ = name.partition(".")
    return name.isidentifier() or owner in _MADE or (owner.islower() and owner != "models")


def _pair(
    name: str, keywords: Mapping[str, str], names: tuple[str, ...], chance: random.Random, copy: int
) -> Pair:
    pool = iter(chance.sample(names, 16))
    owner, _, method = name.partition(".")
    before = f"import {owner}" if method and owner not in _MADE else ""
    if owner in _MADE:
        made = next(pool)
        before, called = _MADE[owner].format(made), f"{made}.{method}"
    else:
        called = name
    arguments = _card(name).get("args", "").split()
    needed = _NAMED.findall(_OPTIONAL.sub("", _card(name)["text"]))
    last = max((arguments.index(a) + 1 for a in needed if a in arguments), default=0)
    given = [a for a in arguments if a not in keywords][: max(last, chance.randint(1, 3))]
    told = [next(pool) for _ in given]
    told += [f"{k}={v if v != '*' else _any(pool, chance)}" for k, v in keywords.items()]
    call = f"{called}({', '.join(told)})"
    form = chance.choice(("{0} = {1}", "{0} = {1}", "{1}", "return {1}"))
    return Pair(name, copy, form.format(next(pool), call), before, "step", ())


def _any(pool: Iterator[str], chance: random.Random) -> str:
    return chance.choice((next(pool), str(chance.randint(2, 300)), f"'{next(pool)}'"))


def _some_keywords(name: str, chance: random.Random) -> dict[str, str]:
    known = _known_keywords(name)
    chosen = chance.sample(sorted(known), min(len(known), chance.randint(1, _MOST_KEYWORDS)))
    return {keyword: chance.choice(known[keyword]) for keyword in chosen}


@cache
def _known_keywords(name: str) -> dict[str, list[str]]:
    """The keywords that a card tells, and those whose meaning is told of this very library."""
    card = _card(name)
    positional = {a.lstrip("*") for a in card.get("args", "").split()}
    found = {k: ["*"] for k in _NAMED.findall(card["text"]) if k not in {*positional, "self"}}
    for entry_name, entry in entries("keywords").items():
        owners = entry.get("of")
        if isinstance(owners, list) and name.startswith(tuple(owners)):
            keyword = entry_name.partition(" ")[0]
            found.setdefault(keyword, []).extend(v for v in entry if v != "of" and _written(v))
    return {keyword: values for keyword, values in found.items() if values}


def _meanings() -> Iterator[tuple[str, str]]:
    for name, entry in entries("keywords").items():
        for value in entry:
            if value != "of" and _written(value):
                yield name.partition(" ")[0], value


def _written(value: str) -> bool:
    """Whether a value may stand in code as it is."""
    try:
        return value == "*" or bool(ast.parse(value, mode="eval"))
    except SyntaxError:
        return False


def _card(name: str) -> Mapping[str, str]:
    card: Mapping[str, str] = cards()[name]
    return card
