"""The user's line that names CUDA, and the same with another device."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene

_QUOTED = re.compile(r"([\"'])cuda(?::\d+)?\1")
_NUMBERED = re.compile(r"([\"'])cuda:(\d+)\1")
_METHOD = re.compile(r"\.cuda\((?:[\w.]*|non_blocking=True)\)")


def _replaced(line: str, argument: str) -> str | None:
    new = _METHOD.sub(f".to({argument})", _QUOTED.sub(argument, line))
    return new if new != line else None


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    lines = [f.code for f in reversed(scene.failure.frames) if f.mine and f.code]
    line = next((c for c in lines if _QUOTED.search(c) or _METHOD.search(c)), None)
    numbered = _NUMBERED.search(line or "")
    return {
        "cuda_line": line,
        "cuda_line_device": _replaced(line, "device") if line else None,
        "cuda_line_mps": _replaced(line, '"mps"') if line else None,
        "cuda_line_first": _NUMBERED.sub(r"\1cuda:0\1", line) if numbered and line else None,
        "cuda_number": int(numbered[2]) if numbered else None,
    }
