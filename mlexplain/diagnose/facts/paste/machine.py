"""The nvidia-smi table of the paste."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    smi = scene.trace.smi
    toolkit = re.match(r"(\d+)\.(\d+)", str(facts.get("toolkit") or ""))
    told = {"toolkit_tag": toolkit[1] + toolkit[2] if toolkit else None}
    if smi is None:
        return told
    index = facts.get("gpu")
    gpu = next((g for g in smi.gpus if g.index == index), smi.gpus[0] if smi.gpus else None)
    mine = [p for p in smi.processes if gpu is None or p.gpu == gpu.index]
    largest = sorted(mine, key=lambda p: p.memory, reverse=True)
    return told | {
        "driver": smi.driver or None,
        "driver_cuda": smi.cuda or None,
        "gpu_name": gpu.name if gpu else None,
        "smi_total": gpu.memory_total if gpu else None,
        "smi_used": gpu.memory_used if gpu else None,
        "smi_processes": [p.name for p in largest] or None,
        "smi_largest": largest[0].pid if largest else None,
        "smi_largest_name": largest[0].name if largest else None,
        "smi_largest_memory": largest[0].memory if largest else None,
    }
