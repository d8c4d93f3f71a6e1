"""The hub: a well-known name nearly the one that isn't there (`rules/hub_names.toml`), its answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from mlexplain.diagnose.facts.scene import Scene
from mlexplain.resources import rules_dir

CLOSE = 0.88
"""Least likeness (difflib's ratio): one or two letters of a usual name."""


_SIZE = re.compile(r"(?<![a-z0-9])\d+(?:\.\d+)?[bm](?![a-z0-9])")
_STATUS = re.compile(r"\b([45]\d\d) (?:Client|Server) Error|[Cc]lient error '([45]\d\d) ")


def _status(facts: Mapping[str, Any]) -> int | None:
    """The number that the hub answered with, wherever in the chain or the log it stands."""
    for where in ("text", "chain", "log"):
        if found := _STATUS.search(facts.get(where) or ""):
            return int(found.group(1) or found.group(2))
    return None


@lru_cache(maxsize=1)
def _names() -> list[str]:
    from mlexplain.toml import tomllib

    data = tomllib.loads((rules_dir() / "hub_names.toml").read_text(encoding="utf-8"))
    return [*data["models"], *data["datasets"]]


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    from difflib import get_close_matches

    answer = {"http_status": _status(facts), "cached_folder": _cached(facts)}
    repo = facts.get("repo")
    if not isinstance(repo, str) or repo in _names():
        return answer
    owned = [
        name for name in _names() if ("/" in name) == ("/" in repo) and _sizes(name) == _sizes(repo)
    ]
    swapped = [name for name in owned if sorted(name.lower()) == sorted(repo.lower())]
    close = swapped or get_close_matches(repo, owned, 1, CLOSE)
    return answer | {"similar": close[0] if close else None}


def _cached(facts: Mapping[str, Any]) -> str | None:
    """The folder of the cache that holds a model: `…/models--owner--name`."""
    paths = facts.get("paths") or [""]
    found = re.match(r".*?models--[^\\/]+", str(paths[0]))
    return found[0] if found else None


def _sizes(name: str) -> list[str]:
    """`8b` of Llama-3-8B: a model of another size is not what was meant."""
    return _SIZE.findall(name.lower())
