"""Which Python a release of a package has wheels for (`rules/wheels.toml`), and what pip offers instead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from mlexplain.diagnose.facts.scene import Scene
from mlexplain.resources import rules_dir
from mlexplain.toml import tomllib

Release = tuple[int, ...]


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[Release, str]]:
    book = tomllib.loads((rules_dir() / "wheels.toml").read_text(encoding="utf-8"))
    return {
        name: {_release(since): python for since, python in rows.items()}
        for name, rows in book.items()
    }


def _release(text: str) -> Release:
    found = re.match(r"\d+(?:\.\d+)*", text)
    return tuple(int(part) for part in found[0].split(".")) if found else ()


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    packages, version = facts.get("packages") or [], _release(str(facts.get("version") or ""))
    if not packages or not version:
        return {}
    since = [row for row in _table().get(packages[0].lower(), {}) if row <= version]
    python = _table()[packages[0].lower()][max(since)] if since else ""
    known = _release(str(facts.get("python_version") or ""))[:2]
    fits = known and python and known <= _release(python)
    offered = re.findall(r"\d+(?:\.\d+)*[\w.]*", str(facts.get("offered") or ""))
    newer = bool(offered) and all(_release(text) > version for text in offered)
    return {
        "wheel_python": None if fits else python or None,
        "oldest_offered": min(offered, key=_release) if newer else None,
    }
