"""A list that a loader has made of lists of equal length: one tensor per position."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.origin import origin
from mlexplain.diagnose.facts.scene import Scene


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`listed_batch`: the first argument, where it is `batch["ids"]` of a `DataLoader`."""
    first = str((facts.get("call_arguments") or [""])[0])
    try:
        node = ast.parse(first, mode="eval").body
    except (SyntaxError, ValueError):
        return {}
    if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Constant):
        return {}
    batch = origin(scene, ast.unparse(node.value))
    source = batch.value if batch else None
    if not isinstance(node.slice.value, str) or not isinstance(source, ast.Starred):
        return {}
    loader = source.value
    made = origin(scene, ast.unparse(loader)) if isinstance(loader, ast.Name) else None
    call = made.value if made else loader
    if not isinstance(call, ast.Call) or not ast.unparse(call.func).endswith("DataLoader"):
        return {}
    own = any(k.arg == "collate_fn" for k in call.keywords)
    return {} if own else {"listed_batch": first}
