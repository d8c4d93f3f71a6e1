"""The command that started the job, the same with one process per checkpoint part or per GPU, and
that of a vLLM server."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene

_LAUNCHER = re.compile(r"\b(?:torchrun|torch\.distributed\.(?:run|launch)|accelerate launch)\b")
_SERVER = re.compile(r"\bvllm serve\s+\S|\bvllm\.entrypoints\.\S+\s.*--model[ =]")
_SET_BEFORE = re.compile(r" --(?:max[-_]model[-_]len|gpu[-_]memory[-_]utilization)[ =]\S+")
_VISIBLE = re.compile(r"CUDA_VISIBLE_DEVICES=[\"']?(\d+(?:,\d+)*)")
_PROCESSES = re.compile(r"(--nproc[_-]per[_-]node[ =]|--num_processes[ =])\w+")

_SCRIPT = re.compile(r"(?:^|\s)(?:\S*/)?python[\d.]*(?:\s+-[uOB]+)*\s+([\w./-]+\.py\b.*)")
_PORT = re.compile(r"(--(?:master|main)[_-](?:process[_-])?port[ =])(\d{2,5})")


def _other_port(command: str) -> str | None:
    """The command with the next port, or with one of its own."""
    if "--standalone" in command:
        return None
    if found := _PORT.search(command):
        return command.replace(found[0], f"{found[1]}{int(found[2]) + 1}")
    flag = " --main_process_port=29511" if "accelerate" in command else " --master_port=29511"
    return _LAUNCHER.sub(lambda launcher: launcher[0] + flag, command, count=1)


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    commands = [c for _, c in scene.trace.commands if _LAUNCHER.search(c)]
    command = commands[-1] if commands else None
    parts = facts.get("parts")
    changed = None
    if command and parts and _PROCESSES.search(command):
        changed = _PROCESSES.sub(rf"\g<1>{parts}", command)
    fewer = None
    if command and _PROCESSES.search(command):
        visible = _VISIBLE.search(command)
        number = str(len(visible[1].split(","))) if visible else "$(nvidia-smi -L | wc -l)"
        fewer = _PROCESSES.sub(lambda found: found[1] + number, command)
    scripts = [found[1] for _, c in scene.trace.commands if (found := _SCRIPT.search(c))]
    servers = [" ".join(c.split()) for _, c in scene.trace.commands if _SERVER.search(c)]
    served = _SET_BEFORE.sub("", servers[-1]) if servers else None
    return {
        "served": served,
        "script_started": scripts[-1] if scripts and not command else None,
        "run_command": command if changed else None,
        "run_command_parts": changed,
        "run_command_port": _other_port(command) if command else None,
        "run_command_gpus": fewer if fewer != command else None,
    }
