"""What is known about code: the data under `rules/code/`, read when first asked for."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any

from mlexplain.resources import rules_dir

if sys.version_info >= (3, 11):
    import tomllib
else:  # pragma: no cover
    import tomli as tomllib


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


@cache
def cards() -> dict[str, dict[str, str]]:
    """All API cards by full name."""
    merged: dict[str, dict[str, str]] = {}
    for path in sorted((_folder() / "cards").glob("*.toml")):
        merged.update(read_toml(path))
    return merged


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
