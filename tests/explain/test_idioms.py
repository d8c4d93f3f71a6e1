"""Every idiom is found in its own example, and not in what it must not be taken for."""

from __future__ import annotations

import ast

import pytest

from mlexplain.explain import knowledge
from mlexplain.explain.idioms import find
from mlexplain.explain.scope import read_scope

ENTRIES = knowledge.idiom_entries()
LEVELS = {"statements", "block", "header", "expression", "named"}


def found_in(code: str) -> set[str]:
    tree = ast.parse(code.strip("\n"))
    scope = read_scope(tree)
    blocks = [tree.body]
    for node in ast.walk(tree):
        blocks.extend(b for b in (getattr(node, "body", None),) if isinstance(b, list))
    return {f.idiom.slug for block in blocks for f in find(block, scope)}


@pytest.mark.parametrize("slug", ENTRIES)
def test_example_is_found(slug: str) -> None:
    assert slug in found_in(ENTRIES[slug]["example"])


@pytest.mark.parametrize("slug", ENTRIES)
def test_near_miss_is_not(slug: str) -> None:
    assert slug not in found_in(ENTRIES[slug]["unlike"])


@pytest.mark.parametrize("slug", ENTRIES)
def test_entry_is_complete(slug: str) -> None:
    entry = ENTRIES[slug]
    assert entry["title"]
    assert entry["says"].strip().endswith((".", ")", "]"))
    assert entry.get("level", "statements") in LEVELS


def test_cards_fill_their_slots() -> None:
    for name, card in knowledge.cards().items():
        assert card["text"], name
        assert not card["text"].endswith("."), name
