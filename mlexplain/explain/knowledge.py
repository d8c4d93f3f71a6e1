"""What is known about code: the data under `rules/code/`, read when first asked for."""

from __future__ import annotations

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


class Cards(Mapping[str, Mapping[str, str]]):
    """All API cards by full name. Each stands on one line, which is parsed when it is asked for."""

    def __init__(self, lines: Mapping[str, str]) -> None:
        self._lines = lines
        self._read: dict[str, Mapping[str, str]] = {}

    def __getitem__(self, name: str) -> Mapping[str, str]:
        if name not in self._read:
            self._read[name] = tomllib.loads(self._lines[name])[name]
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in self._lines

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


@cache
def cards() -> Mapping[str, Mapping[str, str]]:
    """All API cards by full name."""
    lines: dict[str, str] = {}
    for path in sorted((_folder() / "cards").glob("*.toml")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith('"'):
                lines[line[1 : line.index('"', 1)]] = line
    return Cards(lines)


@cache
def idiom_entries() -> dict[str, dict[str, Any]]:
    """All idioms by slug, in the order of their files."""
    merged: dict[str, dict[str, Any]] = {}
    for path in sorted((_folder() / "idioms").glob("*.toml")):
        for slug, entry in read_toml(path).items():
            if slug in merged:
                raise ValueError(f"{path.name}: the idiom {slug} stands in two files")
            merged[slug] = entry
    return merged
