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
    modules = facts.get("modules")
    if not modules:
        return {}
    module = modules[0]
    parts = module.split(".")
    known = table()
    named = [".".join(parts[:n]) for n in range(len(parts), 0, -1)]
    package = next((known[name] for name in named if name in known), None)
    standard = parts[0] in sys.stdlib_module_names
    own = [f.file for f in scene.failure.frames if f.mine]
    return {
        "top_module": parts[0],
        "package": package,
        "packages": [package] if package else None,
        "standard_module": True if standard and package is None else None,
        "local_module": True if package is None and not standard else None,
        "shadowing": f"{parts[0]}.py" if "is not a package" in scene.failure.message else None,
        "my_folder": own[-1] if own else None,
    }
