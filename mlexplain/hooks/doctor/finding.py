"""One thing that cannot work, and the facts it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Finding:
    slug: str
    severity: Literal["error", "warning"]
    text: str
    command: str | None = None
    source: str | None = None
    """Where the fact behind it is from."""
    date: str | None = None
    """When it was looked up there, such as "2026-11-21"; None for what was read on the spot."""


def resting_on(
    fact: dict[str, Any],
    slug: str,
    severity: Literal["error", "warning"],
    text: str,
    command: str | None = None,
) -> Finding:
    """A finding with the source and date of an entry of `rules/`."""
    return Finding(slug, severity, text, command, fact["source"], fact["date"])
