"""Which distribution provides a module that is missing (`rules/distributions.toml`)."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from mlexplain.diagnose.facts.scene import Scene
from mlexplain.resources import rules_dir


@lru_cache(maxsize=1)
def table() -> dict[str, str]:
    """Module → distribution, where their names differ."""
    from mlexplain.diagnose.rulefile import tomllib

    path = rules_dir() / "distributions.toml"
    if not path.is_file():
        return {}
    return dict(tomllib.loads(path.read_text(encoding="utf-8"))["modules"])


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    module = facts.get("module")
    if not isinstance(module, str):
        return {}
    top = module.split(".", 1)[0]
    known = table()
    parts = module.split(".")
    named = [".".join(parts[:n]) for n in range(len(parts), 0, -1)]
    found = next((known[name] for name in named if name in known), None)
    standard = top in sys.stdlib_module_names
    return {
        "top_module": top,
        "distribution": None if standard else found,
        "local_module": True if found is None and not standard else None,
    }
