"""What a library's own `assert` demands, where a traceback ends with one."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene

_PACKAGE = re.compile(r"(?:site|dist)-packages[/\\](\w+)")


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`library_test`, and the package and the function that it stands in."""
    frame = scene.failure.frames[-1] if scene.failure.frames else None
    if frame is None or frame.mine or not (frame.code or "").lstrip().startswith("assert "):
        return {}
    line = parse_line(frame.code)
    package = _PACKAGE.search(frame.file)
    if not isinstance(line, ast.Assert) or package is None:
        return {}
    return {
        "library_test": ast.unparse(line.test),
        "library_of_test": package[1],
        "library_function": (frame.function or "").rpartition(".")[2] or None,
    }
