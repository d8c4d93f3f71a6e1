"""A configuration whose outermost entries alone are attributes: `SimpleNamespace(**json.load(f))`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.rewritten import programs
from mlexplain.diagnose.facts.scene import Scene

_OUTER = re.compile(
    r"((?:\w+\.)?(?:Simple)?Namespace)\(\*\*(json\.loads?\((?:[^()]|\([^()]*\))*)\)\)"
)


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`outer_line`, `outer_line_number`, `outer_mended`: the one such line, and the same for entries
    of entries as well."""
    if "'dict' object" not in str(facts.get("message")):
        return {}
    found = [
        (number, line.strip(), match)
        for whole in programs(scene)
        for number, line in enumerate(whole.text.splitlines(), 1)
        if (match := _OUTER.search(line))
    ]
    if len(found) != 1:
        return {}
    number, line, match = found[0]
    every = f"{match[2]}, object_hook=lambda entry: {match[1]}(**entry))"
    return {
        "outer_line": line,
        "outer_line_number": number,
        "outer_mended": line.replace(match[0], every),
    }
