"""What the user's line looks up: the tensor that is used as an index."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    arguments = facts.get("call_arguments") or []
    ids = [a for a in arguments if a.isidentifier() and not a.startswith("hidden")]
    methods = ("backward", "item", "tolist", "cpu", "q", "step")
    return {"looked_up": ids[0] if ids and facts.get("call_method") not in methods else None}
