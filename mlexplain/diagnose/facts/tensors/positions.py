"""The line that makes a tensor of `self` with a size that is a little too small for what it is added to."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.rewritten import Edit, exchanged, programs, told
from mlexplain.diagnose.facts.scene import Scene
from mlexplain.diagnose.facts.tensors.width import instances, number, targets

_MADE = {"zeros", "randn", "ones", "empty", "rand"}
_TOKENS = 2  # classes' and distillation's tokens that are put before a sequence


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`self.pos = nn.Parameter(torch.zeros(1, n + 1, dim))` for sequences with one token more."""
    owner, arrives, stands = facts.get("operand_right_name"), facts.get("a"), facts.get("b")
    place = facts.get("dimension")
    if not owner or not all(isinstance(n, int) for n in (arrives, stands, place)):
        return {}
    more = arrives - stands  # type: ignore[operator]
    if not 0 < more <= _TOKENS:
        return {}
    return told("positions", _longer(scene, owner, place, stands, more)) | {"positions_more": more}  # type: ignore[arg-type]


def _longer(scene: Scene, owner: str, place: int, stands: int, more: int) -> Edit | None:
    known = programs(scene)
    for whole in known:
        for call in ast.walk(whole.tree):
            if not isinstance(call, ast.Call) or owner not in targets(whole, call):
                continue
            if ast.unparse(call.func).rpartition(".")[2] not in _MADE or len(call.args) <= place:
                continue
            size = call.args[place]
            values = [number(size, names) for names in instances(known, whole, call)]
            if all(value in (None, stands) for value in values):
                text = ast.get_source_segment(whole.text, size) or ""
                return exchanged(whole, size, f"{text} + {more}")
    return None
