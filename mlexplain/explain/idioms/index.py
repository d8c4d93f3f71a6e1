"""The patterns of all idioms and methods, with what they ask of code, written ahead.

`python -m mlexplain.explain.idioms.index` works it out and writes `rules/code/idioms/index.json`:
thousands of patterns take seconds to look through, and nothing else is known of most of them. Where
that file does not fit the data that it was made from, the words alone are worked out anew.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from mlexplain.explain import knowledge
from mlexplain.explain.idioms.nesting import nesting_of_pattern
from mlexplain.explain.idioms.patterns import HOLES
from mlexplain.explain.idioms.prefilter import needs_by_statement, needs_of_all
from mlexplain.resources import rules_dir

Row = list[Any]
"""A pattern as it is written to the file: its place among all, and the parts of its shape."""


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
    found = [each for word in (known.keys() & words) | {""} for each in _asking_for(word)]
    return (shape for _, shape in sorted(found))


@cache
def _asking_for(word: str) -> tuple[tuple[int, Shape], ...]:
    """The patterns of which this is the rarest word, with their places among all."""
    rows = _by_rarest_word().get(word, ())
    if isinstance(rows, str):
        rows = json.loads(rows.rstrip(","))
    return tuple((row[0], _shape(*row[1:])) for row in rows)


def _shape(slug: str, level: str, text: str, needs: str, each: str, asked: str) -> Shape:
    return Shape(slug, level, text, _lines(needs)[0], each, asked)


@cache
def _by_rarest_word() -> Mapping[str, str | list[Row]]:
    """The patterns by the word they ask for that the fewest ask for; those of the file as its
    lines, of which few are read."""
    written = _written()
    if written is None:
        return _worked_out()["shapes"]
    lines = (line.partition(": ") for line in written[1].split("\n"))
    return {word.strip('"'): rows for word, _, rows in lines if rows}


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
        for slug, parts in (_written() or [_worked_out()])[0]["methods"]
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


_SHAPES = '"shapes": {\n'


@cache
def _written() -> tuple[dict[str, Any], str] | None:
    """What the file holds but for the patterns, and these as text."""
    try:
        head, _, shapes = _file().read_text(encoding="utf-8").partition(_SHAPES)
        index: dict[str, Any] = json.loads(f"{head}{_SHAPES}}}}}")
    except (OSError, ValueError):
        return None
    return (index, shapes) if index["check"] == _check() else None


@cache
def _worked_out(nested: bool = False) -> dict[str, Any]:
    """With all that stands in the file where it is to be `nested`; else soon, by words alone."""
    shapes: dict[str, list[Row]] = {}
    for number, (word, row) in enumerate(_shapes(nested)):
        shapes.setdefault(word, []).append([number, *row])
    return {"shapes": shapes, "methods": list(_methods(nested))}


def _shapes(nested: bool) -> Iterator[tuple[str, list[str]]]:
    """For each pattern: the rarest word that it asks for; and slug, level, text, and what it asks
    for, as it is written to the file."""
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
        yield rarest, [slug, level, text, _line(needed), *lines]


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
    index = _worked_out(nested=True)
    methods = ",\n".join(map(_json, index["methods"]))
    shapes = ",\n".join(f"{_json(word)}: {_json(rows)}" for word, rows in index["shapes"].items())
    text = f'{{"check": {_check()}, "methods": [\n{methods}\n], {_SHAPES}{shapes}\n}}}}\n'
    _file().write_text(text, encoding="utf-8")


def _json(part: object) -> str:
    return json.dumps(part, ensure_ascii=False)


if __name__ == "__main__":
    main()
