"""Whether one module of Python's own library was asking another, as only a stranger can fail it."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene

_STANDARD = re.compile(
    r"[\\/](?:lib[\\/]python3\.\d+|Python3\d+[\\/]lib)[\\/](?!(?:site|dist)-packages)", re.I
)


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    named = facts.get("shadowed") or facts.get("holder")
    frames = scene.failure.frames
    asked = bool(frames) and _STANDARD.search(frames[-1].file or "") is not None
    return {"standard_asks": (asked and named in sys.stdlib_module_names) or None}
