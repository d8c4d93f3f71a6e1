"""The user's own `init_process_group` line, and the same with a backend that every build has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene

_NCCL = re.compile(r"([\"'“”‘’])nccl[\"'“”‘’]", re.I)
_TYPOGRAPHIC = str.maketrans("“”‘’", "\"\"''")


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    lines = [f.code for f in reversed(scene.failure.frames) if f.mine and f.code]
    call = next((c for c in lines if _NCCL.search(c)), None)
    if call is not None:
        call = call.translate(_TYPOGRAPHIC)
    return {
        "backend_call": call,
        "backend_call_gloo": _NCCL.sub(r"\1gloo\1", call) if call else None,
    }
