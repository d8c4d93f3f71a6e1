"""A well-known name on the hub that is nearly the one that isn't there (`rules/hub_names.toml`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from mlexplain.diagnose.facts.scene import Scene
from mlexplain.resources import rules_dir

CLOSE = 0.88
"""Least likeness (difflib's ratio): one or two letters of a usual name."""


@lru_cache(maxsize=1)
def _names() -> list[str]:
    from mlexplain.diagnose.rulefile import tomllib

    data = tomllib.loads((rules_dir() / "hub_names.toml").read_text(encoding="utf-8"))
    return [*data["models"], *data["datasets"]]


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    from difflib import get_close_matches

    repo = facts.get("repo")
    if not isinstance(repo, str) or repo in _names():
        return {}
    owned = [name for name in _names() if ("/" in name) == ("/" in repo)]
    close = get_close_matches(repo, owned, 1, CLOSE)
    return {"similar": close[0] if close else None}
