"""Memory that grows from one line of a training's reports to the next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene

_MEMORY = re.compile(
    r"(?:\bmem\w*|\w*_mem(?:ory)?|\bvram|\ballocated|\bGPU)\W{0,4}(\d+(?:\.\d+)?) ?(G|M)i?B?\b",
    re.I,
)
_LOSS = re.compile(r"\b([A-Za-z_]\w*)\s*[=:]\s*-?\d+\.\d+(?!\w)(?! ?[GM]i?B)")
_OTHER = re.compile(
    r"mem|time|sec|lr|rate|acc|epoch|step|iter|alloc|gpu|vram|speed|eta|f1|auc|score|norm|it_s",
    re.I,
)
_LEAST = 1.25
"""How much the last report shows of what the first one showed, at least."""


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    shown: list[tuple[float, str]] = []
    names: list[str] = []
    for line in scene.trace.context:
        if line.number > scene.failure.lines[1]:
            break
        found = _MEMORY.search(line.text)
        if found:
            size = float(found[1]) * (1 if found[2].upper() == "G" else 1 / 1024)
            shown.append((size, found[0].rpartition("=")[2].strip()))
            names += [name for name in _LOSS.findall(line.text) if not _OTHER.search(name)]
    sizes = [size for size, _ in shown]
    grows = len(sizes) > 2 and sizes == sorted(sizes) and sizes[-1] > _LEAST * sizes[0]
    if not grows:
        return {}
    words = [f"{size:.1f} GiB" for size in sizes]
    return {"memory_grows": words, "loss_printed": names[0] if names else None}
