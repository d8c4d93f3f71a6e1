"""The nvidia-smi table of the paste."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    smi = scene.trace.smi
    if smi is None:
        return {}
    index = facts.get("gpu")
    gpu = next((g for g in smi.gpus if g.index == index), smi.gpus[0] if smi.gpus else None)
    mine = [p for p in smi.processes if gpu is None or p.gpu == gpu.index]
    largest = sorted(mine, key=lambda p: p.memory, reverse=True)
    return {
        "driver": smi.driver or None,
        "driver_cuda": smi.cuda or None,
        "gpu_name": gpu.name if gpu else None,
        "smi_total": gpu.memory_total if gpu else None,
        "smi_used": gpu.memory_used if gpu else None,
        "smi_processes": [p.name for p in largest] or None,
    }
