"""Which tensor of the user's to move, and where to: for device mismatches."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene

_FUNCTIONS = {"F", "torch", "nn", "np", "functional"}
_TENSOR = re.compile(r"[A-Za-z_]\w*(?:\.\w+)*(?:\[[^\]]*\])?$")
_CONSTANT = re.compile(r"(?:True|False|None|[\d.]+|['\"].*)$")
_WEIGHTS = {"mat2", "weight", "bias", "running_mean", "batch1", "tensor1"}
_SECOND = {"target", "other", "tensors", "index", "mat2", "batch2", "labels"}


def _warned_name(scene: Scene) -> str | None:
    """The argument that a `.generate()` warning of the same log names."""
    for failure in scene.trace.failures:
        if failure.kind == "warning" and "generate" in failure.message:
            names = re.findall(r"`([A-Za-z_]\w*)`", failure.message)
            found = [n for n in names if n != "generate"]
            if found:
                return found[0]
    return None


def _is_tensor(argument: str) -> bool:
    return bool(_TENSOR.match(argument)) and not _CONSTANT.match(argument)


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    called = facts.get("call_object")
    method = facts.get("call_method")
    arguments = [a for a in facts.get("call_arguments", []) if _is_tensor(a)]
    libraries = facts.get("libraries", [])
    result: dict[str, Any] = {}
    function = called in _FUNCTIONS or (called or "").startswith(("torch.", "nn.", "F."))
    model = None if function or called is None else called
    if method in ("backward", "step", "append", "item", "join"):
        model = None
    hugging_face = "transformers" in libraries or method == "generate"
    if model and re.search(r"crit|loss", model.lower()):
        model, function = None, True
    if model is None and not function:
        model = facts.get("source_model")
    tensor = _warned_name(scene) or (facts.get("argument") if facts.get("generating") else None)
    if tensor is None and arguments:
        second = facts.get("argument") in _SECOND and len(arguments) > 1
        tensor = arguments[1] if second and function else arguments[0]
    if tensor is None and method == "generate":
        tensor = facts.get("source_inputs")
    result["tensor"] = tensor if tensor != model else None
    result["model"] = model
    if model is not None:
        result["home"] = f"{model}.device" if hugging_face else f"next({model}.parameters()).device"
    elif function and len(arguments) > 1:
        other = next((a for a in arguments if a != tensor), None)
        result["home"] = f"{other}.device" if other else None
    devices = facts.get("devices") or []
    result["devices_differ"] = len(set(devices)) > 1 if isinstance(devices, list) else None
    return result
