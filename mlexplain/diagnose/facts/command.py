"""The command that started the job, and the same with one process per checkpoint part."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene

_LAUNCHER = re.compile(r"\b(?:torchrun|torch\.distributed\.(?:run|launch)|accelerate launch)\b")
_PROCESSES = re.compile(r"(--nproc[_-]per[_-]node[ =]|--num_processes[ =])\w+")


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    commands = [c for _, c in scene.trace.commands if _LAUNCHER.search(c)]
    command = commands[-1] if commands else None
    parts = facts.get("parts")
    changed = None
    if command and parts and _PROCESSES.search(command):
        changed = _PROCESSES.sub(rf"\g<1>{parts}", command)
    return {"run_command": command if changed else None, "run_command_parts": changed}
