"""What became of a name that the installed release does not have (`rules/renamed.toml`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from mlexplain.diagnose.facts.packages.distribution import provider
from mlexplain.diagnose.facts.scene import Scene
from mlexplain.resources import rules_dir
from mlexplain.toml import tomllib

_HOLDERS = {"NumPy": "numpy", "pandas": "DataFrame"}
"""What holds the attributes that the messages of a library name alone."""


@lru_cache(maxsize=1)
def _known() -> dict[str, dict[str, str]]:
    tables = tomllib.loads((rules_dir() / "renamed.toml").read_text(encoding="utf-8"))
    return {name: entry for table in tables.values() for name, entry in table.items()}


def _keys(facts: Mapping[str, Any]) -> Iterator[str]:
    """Under which the name may stand, the most precise first."""
    attribute, argument = facts.get("attribute"), facts.get("argument")
    library = _HOLDERS.get(facts.get("library") or "")
    callee = facts.get("callee")
    if callee == "__init__":  # Python before 3.10 leaves out the class: it is what the line calls
        callee = None if facts.get("asking_library") else facts.get("call")
    for holder in (facts.get("holder"), callee, library):
        if not holder:
            continue
        holder = holder.removesuffix(".__init__")
        for owner in (holder, holder.rpartition(".")[2]):
            if attribute:
                yield f"{owner}.{attribute}"
            if argument:
                yield f"{owner}({argument})"
            if not attribute and not argument:
                yield owner


_DISTRIBUTIONS = {"Lightning": "pytorch-lightning"}


def _before(since: str | None) -> str | None:
    """`transformers<5` of `transformers 5`, `numpy<2.0` of `NumPy 2.0`."""
    found = re.match(r"([\w-]+) (\d[\d.]*)", since or "")
    if not found or found[1] == "Python":
        return None
    return f"{_DISTRIBUTIONS.get(found[1], found[1].lower())}<{found[2]}"


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    asking = facts.get("asking_library")
    package = {"asking_package": provider(asking) if asking else None}
    for key in _keys(facts):
        if entry := _known().get(key):
            return package | {
                "renamed": True,
                "old_name": key,
                "new_name": entry.get("new"),
                "renamed_since": entry.get("since"),
                "release_before": _before(entry.get("since")),
                "needs_release": entry.get("needs"),
                "renamed_note": entry.get("note"),
            }
    return package
