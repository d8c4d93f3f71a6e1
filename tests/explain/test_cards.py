"""The API cards as data: whole, readable one by one, and true to the libraries that are installed."""

from __future__ import annotations

import importlib
import inspect
import re
import string

import pytest

from mlexplain.explain import knowledge
from mlexplain.explain.knowledge import read_toml
from mlexplain.resources import rules_dir

FILES = sorted((rules_dir() / "code" / "cards").glob("*.toml"))
STANDARD = [
    name
    for name in knowledge.cards()
    if name.split(".")[0]
    in ("os", "shutil", "math", "random", "re", "json", "csv", "itertools", "heapq", "textwrap")
]


def test_parsed_one_by_one_they_are_the_same() -> None:
    whole: dict[str, object] = {}
    for path in FILES:
        part = read_toml(path)
        assert not whole.keys() & part.keys()
        whole.update(part)
    cards = knowledge.cards()
    assert {name: dict(card) for name, card in cards.items()} == whole
    assert all(cards.arguments(name) == card["args"].split() for name, card in cards.items())


def test_every_card_is_a_verb_phrase() -> None:
    for name, card in knowledge.cards().items():
        assert set(card) <= {"args", "text", "gives", "note"}, name
        first = card["text"].split()[0].rstrip(",")
        assert first.islower() and first.endswith("s"), name
        assert "`" not in card["text"], name
        for _, field, *_ in string.Formatter().parse(re.sub(r"[\[\]]", "", card["text"])):
            assert field is None or field.isidentifier(), name


@pytest.mark.parametrize("name", STANDARD)
def test_arguments_are_those_of_the_library(name: str) -> None:
    """Only places count here: what stands first in the card stands first in the function."""
    module, _, function = name.rpartition(".")
    try:
        found = getattr(importlib.import_module(module), function)
        given = list(inspect.signature(found).parameters.values())
    except (ImportError, AttributeError, ValueError, TypeError):
        pytest.skip("no signature to compare with")
    places = [p for p in given if p.kind is not p.KEYWORD_ONLY and p.kind is not p.VAR_KEYWORD]
    wanted = knowledge.cards()[name]["args"].split()
    if not any(p.kind is p.VAR_POSITIONAL for p in places):
        assert len(wanted) <= len(places)
