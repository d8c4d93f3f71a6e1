"""What to watch out for: mistakes that the code itself shows. Their texts are in `rules/code/cautions.toml`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from mlexplain.explain import knowledge
from mlexplain.explain.cautions.reading.owners import other_owner, same_place, with_self
from mlexplain.explain.cautions.reading.reworded import ROOMS, reworded
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.facts.scope import Scope
from mlexplain.explain.facts.scoping import read_scope
from mlexplain.explain.read.paste import Paste
from mlexplain.explained import Caution

_LOOK_OUTS = tuple(
    f"{path.parent.name}.{path.stem}"
    for path in sorted(Path(__file__).parent.glob("*/[a-z]*.py"))
    if path.parent.name != "reading"
)
"""The modules of these folders, of which most look for something: `look(snippet)` gives what it has
seen. `rules/code/lookouts.toml` tells without which words in the code one need not be asked."""


def cautions(tree: ast.AST, paste: Paste, scope: Scope) -> tuple[Caution, ...]:
    """All findings, in the order of their lines."""
    owner = other_owner(tree)
    whole: ast.AST = paste.tree
    if owner is not None:
        whole = with_self(paste.tree, owner)
        tree, scope = same_place(tree, whole), read_scope(whole)
    snippet = Snippet(tree, scope, tuple(paste.source.split("\n")))
    asked = _asked(paste.source)
    all_seen = [seen for each in asked for seen in each.look(snippet)]
    all_seen.extend(_in_other_words(asked, snippet, whole, {seen.slug for seen in all_seen}))
    found = [Caution(seen.line, seen.slug, _text(seen, owner)) for seen in all_seen]
    devices = _devices(paste)
    placed_back = {c.line for c in devices if "map_location" in c.text}
    found = [c for c in found if c.rule != "load-without-map-location" or c.line not in placed_back]
    found.extend(devices)
    rows = len(paste.origin)
    placed = {
        Caution(paste.origin[min(c.line, rows) - 1], c.rule, c.text) for c in found if c.line >= 1
    }
    return tuple(sorted(placed, key=lambda c: (c.line, c.rule, c.text)))


def _asked(source: str) -> tuple[Any, ...]:
    """The look-outs that can find something in a text, loaded when first asked."""
    text = re.sub(r"\b", " ", source.lower())
    needed = knowledge.table("lookouts")
    names = [
        name
        for name in _LOOK_OUTS
        if all(any(word in text for word in words) for words in needed.get(name, ()))
    ]
    modules = (import_module(f"{__name__}.{name}") for name in names)
    return tuple(module for module in modules if hasattr(module, "look"))


def _in_other_words(
    asked: tuple[Any, ...], snippet: Snippet, whole: ast.AST, known: set[str]
) -> Iterator[Seen]:
    """What only another wording of the code shows."""
    again = [each for each in asked if each.__name__.rpartition(".")[2] in ROOMS]
    met: set[tuple[str, int]] = set()
    for other, trusted in reworded(snippet.tree, whole, snippet.rows):
        for each in again:
            for seen in each.look(other):
                place = seen.slug, seen.line
                if seen.slug in trusted - known and place not in met:
                    met.add(place)
                    yield seen


def _text(seen: Seen, owner: str | None) -> str:
    text: str = knowledge.entries("cautions")[seen.slug]["text"]
    values = dict(seen.values)
    if owner is not None:
        values = {hole: re.sub(r"\bself\b", owner, code) for hole, code in values.items()}
    return text.format(**values)


def _devices(paste: Paste) -> list[Caution]:
    """What the device checker finds."""
    if "torch" not in paste.source and "cuda" not in paste.source:
        return []
    from mlexplain.check.source import check_source

    try:
        findings = check_source(paste.source, path="<pasted>")
    except SyntaxError:
        return []
    return [Caution(f.line, f.kind, f.message) for f in findings]
