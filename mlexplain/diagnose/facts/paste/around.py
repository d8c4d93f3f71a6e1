"""The failure's own words and the lines around it, for conditions such as `"x" in log`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene
from mlexplain.diagnose.match import Views
from mlexplain.diagnose.order import flatten
from mlexplain.diagnose.pattern import normalise

_ERRORS = ("python", "cpp", "fatal", "device")


def _others(scene: Scene) -> list[str]:
    """Exceptions of the log beside this failure and what it came from."""
    mine = {f.message for f in flatten((scene.failure,))}
    found = [f for f in scene.trace.failures if f.kind in _ERRORS and f.message not in mine]
    return [(f.exception or f.kind).rsplit(".", 1)[-1] for f in found]


def _chain(scene: Scene) -> str:
    """What the other errors of the same chain say: what it came from, what was raised on it."""
    for top in scene.trace.failures:
        whole = flatten((top,))
        others = [f for f in whole if f.lines != scene.failure.lines]
        if len(others) < len(whole):
            return "\n".join(normalise(f"{f.exception}: {f.message}") for f in others)
    return ""


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    views = Views(scene.failure, scene.trace)
    return {
        "message": views.message,
        "exception": (scene.failure.exception or "").rsplit(".", 1)[-1] or None,
        "log": views.log,
        "text": views.all,
        "chain": _chain(scene),
        "kind": scene.failure.kind,
        "own_rank": scene.failure.ranks[0] if scene.failure.ranks else None,
        "other_errors": _others(scene) or None,
    }
