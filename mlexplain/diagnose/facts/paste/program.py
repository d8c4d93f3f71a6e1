"""Which program ended: of the shell's own line, or of the command pasted before it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene

_BEFORE = re.compile(
    r"(?:[A-Za-z_]\w{0,80}=\S{0,500}\s+|(?:sudo|time|nohup|exec|env|nice)\s+(?:-\w+\s+(?:\d+\s+)?)*)*"
)
_VERSION = re.compile(r"(?<=[a-z])\d[\d.]*$")
# Programs whose end says nothing about a training run.
_OTHERS_TEXT = """
gcc g++ cc c++ clang clang++ nvcc cmake ninja ld java javac node npm yarn ruby php perl go cargo
rustc gdb lldb R Rscript julia matlab mysqld postgres nginx redis-server ffmpeg git make vim dotnet
mono swift ghc lua
"""
_OTHERS = frozenset(_OTHERS_TEXT.split())


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    command = scene.failure.facts.get("command") or facts.get("command")
    if not command:
        first = scene.failure.lines[0]
        before = [text for line, text in scene.trace.commands if line < first]
        command = before[-1] if before else None
    if not command:
        return {}
    words = command[_BEFORE.match(command).end() :].split()  # type: ignore[union-attr]
    if not words:
        return {}
    base = re.split(r"[\\/]", words[0].strip("'\""))[-1]
    program = _VERSION.sub("", base.removesuffix(".exe")) or base
    own_binary = words[0].startswith(("./", "../")) and not base.endswith((".py", ".sh"))
    return {"program": program, "foreign_program": own_binary or program in _OTHERS or None}
