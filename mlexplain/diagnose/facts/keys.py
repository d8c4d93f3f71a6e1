"""What the key names of a checkpoint have in common: `module.` of DataParallel, `_orig_mod.` …"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene

KNOWN = (
    "module.",
    "_orig_mod.",
    "model.",
    "_forward_module.",
    "base_model.model.",
    "_fsdp_wrapped_module.",
    "encoder.",
    "backbone.",
    "net.",
    "transformer.",
)


def prefix_of(keys: list[str], others: list[str]) -> str | None:
    """The prefix that all keys carry and without which they are among the others."""
    if not keys:
        return None
    for prefix in (*KNOWN, keys[0].split(".", 1)[0] + "."):
        if all(key.startswith(prefix) for key in keys):
            bare = {key[len(prefix) :] for key in keys}
            if not others or bare & set(others):
                return prefix
    return None


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    missing = facts.get("missing") or []
    unexpected = facts.get("unexpected") or []
    extra = prefix_of(unexpected, missing) if missing else prefix_of_known(unexpected)
    lacking = prefix_of(missing, unexpected) if unexpected else None
    return {
        "prefix": extra or lacking,
        "prefix_unexpected": extra,
        "prefix_missing": lacking if not extra else None,
    }


def prefix_of_known(keys: list[str]) -> str | None:
    """A wrapper's prefix that all keys carry."""
    return next((p for p in KNOWN[:4] if keys and all(k.startswith(p) for k in keys)), None)
