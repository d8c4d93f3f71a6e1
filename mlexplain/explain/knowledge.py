"""What is known about code: the data under `rules/code/`, read when first asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from mlexplain.resources import rules_dir
from mlexplain.toml import tomllib


def _folder() -> Path:
    return rules_dir() / "code"


def read_toml(path: Path) -> dict[str, Any]:
    """Read one data file. Raises `ValueError` naming the file if it is malformed."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name}: {error}") from None


@cache
def table(name: str) -> dict[str, Any]:
    """One data file of `rules/code/` by its name without ending."""
    return read_toml(_folder() / f"{name}.toml")


_ARGUMENTS = re.compile(r'[{ ]args = "([^"]*)"')


class Cards(Mapping[str, Mapping[str, str]]):
    """All API cards by full name. Each stands on one line, which is parsed when it is asked for."""

    def __init__(self, lines: Mapping[str, str]) -> None:
        self._lines = lines
        self._read: dict[str, Mapping[str, str]] = {}

    def __getitem__(self, name: str) -> Mapping[str, str]:
        if name not in self._read:
            self._read[name] = tomllib.loads(self._lines[name])[name]
        return self._read[name]

    def arguments(self, name: str) -> list[str]:
        """The names of its arguments, without reading the rest of a card."""
        found = _ARGUMENTS.search(self._lines[name])
        return found[1].split() if found else []

    def __contains__(self, name: object) -> bool:
        return name in self._lines

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


@cache
def cards() -> Cards:
    """All API cards by full name."""
    lines: dict[str, str] = {}
    for path in sorted((_folder() / "cards").glob("*.toml")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith('"'):
                lines[line[1 : line.index('"', 1)]] = line
    return Cards(lines)


class Entries(Mapping[str, Mapping[str, Any]]):
    """The tables of data files by their names. Each is parsed when it is asked for, since most
    never are; raises `ValueError` naming a malformed one."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        """Each as written."""
        self._read: dict[str, Mapping[str, Any]] = {}

    def __getitem__(self, name: str) -> Mapping[str, Any]:
        if name not in self._read:
            try:
                self._read[name] = tomllib.loads(self.texts[name])[name]
            except tomllib.TOMLDecodeError as error:
                raise ValueError(f"[{name}]: {error}") from None
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)

    def __len__(self) -> int:
        return len(self.texts)


_TABLE = re.compile(r'^\["?([\w -]+)"?\]$', re.MULTILINE)
_STRING = r"""'''.*?'''|\"\"\".*?\"\"\"|'[^'\n]*'|"(?:\\.|[^"\\\n])*\""""
_PATTERNS = re.compile(rf"^patterns = (\[(?:[\s,]|{_STRING})*\])", re.MULTILINE | re.DOTALL)

_LEVEL = re.compile(r'^level = "(\w+)"', re.MULTILINE)


@cache
def idiom_entries() -> Entries:
    """All idioms by slug, in the order of their files. Raises `ValueError` where one stands twice."""
    return _entries(*sorted((_folder() / "idioms").glob("*.toml")))


@cache
def entries(name: str) -> Entries:
    """One data file of `rules/code/`, as `table` gives it, for where only few of it are needed."""
    return _entries(_folder() / f"{name}.toml")


def _entries(*paths: Path) -> Entries:
    texts: dict[str, str] = {}
    for path in paths:
        _, *pieces = _TABLE.split(path.read_text(encoding="utf-8"))
        for slug, text in zip(pieces[::2], pieces[1::2], strict=True):
            if slug in texts:
                raise ValueError(f"{path.name}: {slug} stands there for the second time")
            texts[slug] = f'["{slug}"]{text}'
    return Entries(texts)


def idiom_level(slug: str) -> str:
    """The level of an idiom, without reading the rest of it."""
    found = _LEVEL.search(idiom_entries().texts[slug])
    return found[1] if found else "statements"


def idiom_patterns(slug: str) -> tuple[str, ...]:
    """The patterns of an idiom, without reading the rest of it."""
    found = _PATTERNS.search(idiom_entries().texts[slug])
    if found is None:
        raise ValueError(f"[{slug}]: no patterns")
    return tuple(
        # Only these two forms can say a text in another way than it is written.
        tomllib.loads(f"text = {text}")["text"]
        if text[0] == '"' or text.startswith("'''\n")
        else text.strip("'")
        for text in re.findall(_STRING, found[1], re.DOTALL)
    )
