"""The patterns of all idioms and methods, with what they ask of code, written ahead.

`python -m mlexplain.explain.idioms.index` works it out and writes `rules/code/idioms/index.json`:
thousands of patterns take seconds to look through, and nothing else is known of most of them. Where
that file does not fit the data that it was made from, the words alone are worked out anew.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Set
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from mlexplain.explain import knowledge
from mlexplain.explain.idioms.nesting import nesting_of_pattern
from mlexplain.explain.idioms.patterns import HOLES
from mlexplain.explain.idioms.prefilter import needs_by_statement, needs_of_all
from mlexplain.resources import rules_dir


class Shape(NamedTuple):
    """One pattern of an idiom, and what tells soon that code cannot have it."""

    slug: str
    level: str
    """The level of its idiom."""
    text: str
    """The pattern as written."""
    needs: frozenset[str]
    """Words that code must have."""
    each: str
    """Of each of its statements, the words and nestings that one statement of the code must have:
    a line each."""
    asked: str
    """Of each line, one word must be part of a name in the code, by what holes must be."""


def may_be_met(
    shape: Shape, words: Set[str], statements: list[frozenset[str]], parts: Set[str]
) -> bool:
    """Whether code can have a shape at all, by its words, those of each of its statements, and the
    parts of its names."""
    if not shape.needs <= words:
        return False
    if shape.asked and any(parts.isdisjoint(line) for line in _lines(shape.asked)):
        return False
    return all(any(needs <= own for own in statements) for needs in _lines(shape.each))


@cache
def _lines(text: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(line.split("\t")) - {""} for line in text.split("\n"))


def shapes_with(words: Set[str]) -> Iterator[Shape]:
    """The patterns that code with these words may have, in the order of the data files."""
    known = _by_rarest_word()
    for number in sorted(n for word in (known.keys() & words) | {""} for n in known.get(word, ())):
        yield _shape(number)


@cache
def _by_rarest_word() -> dict[str, list[int]]:
    """The numbers of all patterns by the word they ask for that the fewest ask for."""
    found: dict[str, list[int]] = {}
    for number, row in enumerate(_rows()):
        found.setdefault(row[-1], []).append(number)
    return found


@cache
def _shape(number: int) -> Shape:
    slug, level, text, needs, each, asked, _ = _rows()[number]
    return Shape(slug, level, text, _lines(needs)[0], each, asked)


def _rows() -> list[list[str]]:
    rows: list[list[str]] = (_written() or _worked_out())["shapes"]
    return rows


class Part(NamedTuple):
    """One way to meet a part of a method."""

    text: str
    """The pattern as written."""
    needs: frozenset[str]
    """Words that code must have."""
    nestings: frozenset[str]
    """What must stand within what in it."""


@cache
def methods() -> tuple[tuple[str, tuple[tuple[Part, ...], ...]], ...]:
    """The methods of `wholes.toml` by slug: of each part, the patterns of which one must be met."""
    return tuple(
        (slug, tuple(tuple(_part(*way) for way in part) for part in parts))
        for slug, parts in (_written() or _worked_out())["methods"]
    )


def _part(text: str, needs: str, nestings: str) -> Part:
    return Part(text, _lines(needs)[0], _lines(nestings)[0])


def _file() -> Path:
    return rules_dir() / "code" / "idioms" / "index.json"


def _check() -> int:
    """A check sum of the data that the index is made from."""
    folder = rules_dir() / "code"
    check = 0
    others = [folder / "spellings.toml", folder / "wholes.toml"]
    for path in [*sorted((folder / "idioms").glob("*.toml")), *others]:
        check = crc32(path.read_bytes(), check)
    return check


@cache
def _written() -> dict[str, Any] | None:
    try:
        index: dict[str, Any] = json.loads(_file().read_bytes())
    except (OSError, ValueError):
        return None
    return index if index["check"] == _check() else None


@cache
def _worked_out(nested: bool = False) -> dict[str, Any]:
    """With all that stands in the file where it is to be `nested`; else soon, by words alone."""
    return {"shapes": list(_shapes(nested)), "methods": list(_methods(nested))}


def _shapes(nested: bool) -> Iterator[list[str]]:
    """For each pattern: slug, level, text, what it asks for, and the rarest word of that, as it is
    written to the file."""
    known = [
        (slug, text)
        for slug in knowledge.idiom_entries()
        for text in knowledge.idiom_patterns(slug)
    ]
    needs = needs_of_all([text for _, text in known])
    often = Counter(word for needed in needs for word in needed)
    for (slug, text), needed in zip(known, needs, strict=True):
        nestings = nesting_of_pattern(text) if nested else ()
        each = needs_by_statement(text, needed)
        if len(each) == len(nestings):
            each = [needs | own for needs, own in zip(each, nestings, strict=True)]
        else:
            each = [*each, *nestings]
        asked = [_line(line) for line in _asked(slug, text)]
        level = knowledge.idiom_level(slug)
        rarest = min(needed, key=lambda word: (often[word], word), default="")
        lines = ["\n".join(map(_line, each)), "\n".join(asked)]
        yield [slug, level, text, _line(needed), *lines, rarest]


def _methods(nested: bool) -> Iterator[list[Any]]:
    """For each method: slug, and of each part its patterns and what they ask for."""
    entries = knowledge.entries("wholes")
    texts = [text for entry in entries.values() for part in entry["parts"] for text in part]
    needs = dict(zip(texts, map(_line, needs_of_all(texts)), strict=True))
    nesting = {
        text: _line(frozenset().union(*nesting_of_pattern(text))) if nested else ""
        for text in texts
    }
    for slug, entry in entries.items():
        yield [slug, [[[text, needs[text], nesting[text]] for text in p] for p in entry["parts"]]]


def _line(words: Set[str]) -> str:
    return "\t".join(sorted(words))


def _asked(slug: str, text: str) -> Iterator[frozenset[str]]:
    holes = set(HOLES.findall(text))
    for hole, kind in knowledge.idiom_entries()[slug].get("where", {}).items():
        ways = [k.split(" & ")[0] for k in kind.split("|")]
        if hole in holes and all(way.startswith("spelled ") for way in ways):
            yield frozenset(word for way in ways for word in way.split()[1:])


def main() -> None:
    """Write the index."""
    lines = {
        key: ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        for key, rows in _worked_out(nested=True).items()
    }
    tables = ", ".join(f'"{key}": [\n{rows}\n]' for key, rows in lines.items())
    _file().write_text(f'{{"check": {_check()}, {tables}}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
