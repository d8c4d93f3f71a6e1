"""The user's own `init_process_group` line, and the same with a backend that every build has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene

_NCCL = re.compile(r"([\"'])nccl\1", re.I)


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    lines = [f.code for f in reversed(scene.failure.frames) if f.mine and f.code]
    call = next((c for c in lines if _NCCL.search(c)), None)
    return {
        "backend_call": call,
        "backend_call_gloo": _NCCL.sub(r"\1gloo\1", call) if call else None,
    }
