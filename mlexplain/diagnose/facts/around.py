"""The failure's own words and the lines around it, for conditions such as `"x" in log`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene
from mlexplain.diagnose.match import Views


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    views = Views(scene.failure, scene.trace)
    return {
        "message": views.message,
        "exception": (scene.failure.exception or "").rsplit(".", 1)[-1] or None,
        "log": views.log,
        "text": views.all,
        "kind": scene.failure.kind,
    }
