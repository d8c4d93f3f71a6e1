"""Between which releases of transformers a name exists (`rules/transformers_releases.toml`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from mlexplain.diagnose.facts.scene import Scene
from mlexplain.resources import rules_dir
from mlexplain.toml import tomllib

CLOSE = 0.88
"""Least likeness (difflib's ratio): a letter or two of a name."""
_AUTO = ("Auto", "TF", "Flax")


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    """Family, without its underscores → first release; name → last release."""
    book = tomllib.loads((rules_dir() / "transformers_releases.toml").read_text(encoding="utf-8"))
    since = {_plain(f): release for release, fs in book["since"].items() for f in fs.split()}
    until = {name: release for release, names in book["until"].items() for name in names.split()}
    return since, until


@lru_cache(maxsize=1)
def _suffixes() -> list[str]:
    book = tomllib.loads((rules_dir() / "transformers_releases.toml").read_text(encoding="utf-8"))
    return list(book["suffixes"].split())


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _family(name: str) -> str | None:
    """The longest known family that a model's type or class begins with."""
    plain, since = _plain(name), _tables()[0]
    return next((plain[:n] for n in range(len(plain), 2, -1) if plain[:n] in since), None)


def respelled(name: str) -> str | None:
    """A misspelt class of a known family: `BertForSequenceClasification` with its second `s`."""
    for suffix in _suffixes():
        for length in range(len(suffix) - 2, len(suffix) + 3):
            head, tail = name[:-length], name[-length:]
            if _plain(head) in _tables()[0] and SequenceMatcher(None, tail, suffix).ratio() > CLOSE:
                return head + suffix if tail != suffix else None
    return None


def _next(release: str) -> str:
    """The release after the last one that has a name: `4.50` after 4.49, `5` after 4.57."""
    major, minor = release.split(".")
    return "5" if minor == "57" else f"{major}.{int(minor) + 1}"


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    since, until = _tables()
    model_type, name = facts.get("model_type"), facts.get("missing_name")
    if model_type:
        family = _plain(model_type)
        return {"released_with": since.get(family)}
    if not name or name.startswith(_AUTO):
        return {"gone_before": _next(until[name])} if name in until else {}
    if name in until:
        return {"gone_before": _next(until[name])}
    module = facts.get("missing_from") or "transformers"
    known = _family(name) if module.startswith("transformers") and name[0].isupper() else None
    return {"released_with": since[known] if known else None}
