"""The facts of `rules/compatibility.toml` and `rules/models.toml`."""

from __future__ import annotations

import re
import sys
from functools import cache
from typing import Any

from mlexplain.resources import rules_dir

if sys.version_info >= (3, 11):
    import tomllib
else:  # pragma: no cover
    import tomli as tomllib


@cache
def table(name: str) -> dict[str, Any]:
    """One data file by its name."""
    return tomllib.loads((rules_dir() / f"{name}.toml").read_text("utf-8"))


def capability(gpu: str) -> str | None:
    """The compute capability of a card, from its name."""
    known: dict[str, str] = table("compatibility")["capability"]
    return next((value for name, value in known.items() if re.search(name, gpu)), None)


def numbers(version: str) -> tuple[int, ...]:
    """The numbers of a version, to compare it by."""
    return tuple(int(n) for n in re.findall(r"\d+", version.split("+")[0])[:4])
