"""What the user's line looks up: the tensor that is used as an index."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene

_TABLE = re.compile(r"emb|word|token|vocab|gather|index_select|lookup|wte|wpe", re.I)


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    if not _TABLE.search(facts.get("call_line") or ""):
        return {}
    names = [n for n in facts.get("call_names") or [] if n not in ("self", "torch", "F", "nn")]
    return {"looked_up": names[0] if names else None}
