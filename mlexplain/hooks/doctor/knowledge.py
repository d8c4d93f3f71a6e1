"""The facts of `rules/compatibility.toml`, `rules/pins.toml` and `rules/models.toml`."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from mlexplain.resources import rules_dir
from mlexplain.toml import tomllib


class Pin(NamedTuple):
    """What one version of a package asks of another."""

    versions: str
    """Such as ">=2.4"; "" for nothing."""
    source: str
    date: str | None


@cache
def table(name: str) -> dict[str, Any]:
    """One data file by its name."""
    return tomllib.loads((rules_dir() / f"{name}.toml").read_text("utf-8"))


@cache
def pins() -> dict[tuple[str, str], dict[str, str]]:
    """What packages ask of others, by (package, wanted): clauses by the version they begin with."""
    return {
        (package, wanted): entry["from"]
        for package, others in table("pins").items()
        for wanted, entry in others.items()
    }


def pin(package: str, wanted: str, version: str) -> Pin | None:
    """What a version asks for; None where it is older or newer than those that were looked at, or
    none of those on PyPI (a nightly build, or one from source)."""
    released = version.split("+")[0]
    if not re.fullmatch(r"[\d.]+(?:\.post\d+)?", released):
        return None
    entry = table("pins")[package][wanted]
    have = numbers(version)
    clause = None
    for first, asked in entry["from"].items():
        if numbers(first) <= have <= numbers(entry["newest"]):
            clause = asked
    if clause is None:
        return None
    return Pin(clause, f"{entry['source']}{released}/", entry["date"])


def capability(gpu: str) -> str | None:
    """The compute capability of a card, from its name."""
    known = table("compatibility")["capability"]
    return next((entry["level"] for entry in known if re.search(entry["cards"], gpu)), None)


def numbers(version: str) -> tuple[int, ...]:
    """The numbers of a version, to compare it by."""
    return tuple(int(n) for n in re.findall(r"\d+", version.split("+")[0])[:4])
