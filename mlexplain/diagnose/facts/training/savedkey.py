"""The entry under which the program itself saves what the user's line loads."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.entries import strings
from mlexplain.diagnose.facts.code.rewritten import calls_of, programs
from mlexplain.diagnose.facts.scene import Scene


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`saved_key`, `line_saved_key`: of `net.load_state_dict(ck["model"])` the name that a
    `torch.save({"net": net.state_dict()}, …)` gives; the user's line with it."""
    entry, owner, code = facts.get("entry"), facts.get("call_object"), facts.get("call_line")
    if not entry or not owner or not code or facts.get("call_method") != "load_state_dict":
        return {}
    own = owner.rpartition(".")[2]
    keys = {
        key
        for whole in programs(scene)
        for call in calls_of(whole, "save")
        for node in call.args[:1]
        if isinstance(node, ast.Dict)
        for name, value in zip(node.keys, node.values, strict=True)
        if re.fullmatch(rf"(?:\w+\.)*{re.escape(own)}\.state_dict\(\)", ast.unparse(value))
        for key in strings([name])
    }
    quoted = re.compile(rf"([\"']){re.escape(str(entry))}\1")
    if len(keys) != 1 or entry in keys or len(quoted.findall(code)) != 1:
        return {}
    key = keys.pop()
    line = quoted.sub(lambda m: f"{m[1]}{key}{m[1]}", code.strip())
    return {"saved_key": key, "line_saved_key": line}
