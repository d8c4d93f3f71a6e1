"""The column of a written-out data set that holds the answers, by its name."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.entries import strings
from mlexplain.diagnose.facts.code.rewritten import calls_of, programs
from mlexplain.diagnose.facts.scene import Scene

_NAMES = {"target", "targets", "sentiment", "class", "category", "y", "label_id", "intent", "gold"}
_NAMES |= {"answer_id", "class_id", "stars", "rating", "score", "topic"}


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    found: set[str] = set()
    for whole in programs(scene):
        for call in (*calls_of(whole, "from_dict"), *calls_of(whole, "DataFrame")):
            table = call.args[0] if call.args else None
            if isinstance(table, ast.Dict):
                found |= set(strings(table.keys))
    near = found & _NAMES
    return {"answers": near.pop() if len(near) == 1 and not found & {"label", "labels"} else None}
