"""Which number types meet, and what expression has the weights' type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene

_HALF = {"torch.float16", "torch.bfloat16"}
_LOSS = re.compile(r"loss|crit|mse|l1|bce|cross_entropy", re.I)


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    dtypes = set(facts.get("dtypes") or [])
    message = scene.failure.message
    called = f"{facts.get('call_object') or ''} {facts.get('call_method') or ''}"
    arguments = facts.get("call_arguments") or []
    loss = bool(_LOSS.search(called)) or facts.get("phase") == "backward"
    model = facts.get("model")
    families = "transformers" in (facts.get("libraries") or []) or "unet" in (model or "")
    cuda = [bool(re.search(r"cuda|mps|xpu", word, re.I)) for word in _types(message)]
    return {
        "double_input": True if "torch.float64" in dtypes else None,
        "double_weights": _class_weights(facts, message),
        "half_mix": True if dtypes & _HALF and len(dtypes) > 1 else None,
        "target_tensor": arguments[1] if loss and len(arguments) == 2 else None,
        "weight_expression": None
        if model is None
        else f"{model}.dtype"
        if families
        else f"next({model}.parameters()).dtype",
        "device_words": True if len(cuda) == 2 and cuda[0] != cuda[1] else None,
    }


def _class_weights(facts: Mapping[str, Any], message: str) -> bool | None:
    """Whether a loss over classes met float64: it compares the scores' type with that of its weights."""
    losses = {"cross_entropy", "nll_loss"} & set(facts.get("frames") or [])
    return True if losses and "expected scalar type Float but found Double" in message else None


def _types(message: str) -> list[str]:
    """The two tensor types of a convolution's message, where they name a device."""
    found = re.findall(r"type \(([\w.]+)\)", message)
    return found if all("Tensor" in t or "Type" in t for t in found) else []
