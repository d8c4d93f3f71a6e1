"""Whether prediction and target hold equally many numbers in the same order."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Any

from mlexplain.diagnose.facts.scene import Scene


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`same_count`: both begin with the batch, and one is the other laid flat or with dimensions of
    size 1; sizes that stand in another order are no such pair."""
    given, target = facts.get("input_shape"), facts.get("target_shape")
    if not isinstance(given, list) or not isinstance(target, list) or len(given) == len(target):
        return {}
    if not given or not target or given[0] != target[0] or prod(given) != prod(target):
        return {}
    return {"same_count": True}
