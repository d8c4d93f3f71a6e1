"""What the libraries do with devices, read once from `rules/check/knowledge/`."""

from __future__ import annotations

import json
from typing import Any

from mlexplain.resources import rules_dir


def _load(name: str) -> dict:
    return json.loads((rules_dir() / "check" / "knowledge" / name).read_bytes())


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _named(groups: dict[str, str]) -> frozenset[str]:
    return frozenset(prefix + word for prefix, words in groups.items() for word in words.split())


_torch = _load("torch.json")
_ecosystem = _load("ecosystem.json")

CREATES: dict[str, str] = {
    prefix + word: shape
    for prefix, shapes in _torch["creates"].items()
    for shape, words in shapes.items()
    for word in words.split()
}
"""Call that makes a tensor on the default device → what its arguments say of its shape."""

ALWAYS_ON_CPU = _words(_torch["always_on_cpu"])
FOLLOWS_DATA = _words(_torch["follows_data"])
FOLLOWS_INPUT = _named(_torch["follows_input"])
COMBINES = _named(_torch["combines"])
COMBINES_BROADCASTING = _named(_torch["combines_broadcasting"])
TENSORS_ONLY = _words(_torch["combines_tensors"]["names"])
LOOSE_ARGUMENTS = _words(_torch["loose_arguments"]["names"])

_methods = _torch["methods"]
SAME = _words(_methods["same"])
BROADCASTING = _words(_methods["broadcasting"])
IN_PLACE = _words(_methods["broadcasting_in_place"])
STRICT = _words(_methods["strict"])
MASKED = _words(_methods["masked"])
FOLLOWED = _words(_methods["followed"])
NUMBER_METHODS = _words(_methods["number"])
NUMBER_ATTRIBUTES = _words(_methods["attributes_number"])
SAME_ATTRIBUTES = _words(_methods["attributes_same"])
EVIDENCE = _words(_methods["evidence"])
TO_ZERO_DIM = _words(_methods["to_zero_dim"])
TENSOR_METHODS = (
    SAME | BROADCASTING | IN_PLACE | STRICT | MASKED | FOLLOWED | NUMBER_METHODS | {"type_as"}
)

MODULES: dict[str, str] = {
    prefix + word: role
    for prefix, roles in _torch["modules"].items()
    for role, words in roles.items()
    for word in words.split()
}
PARAMETERS = _words(_torch["parameters"])
LOADERS = _words(_torch["loaders"])
_MODULE_BASES = _words(_torch["module_bases"])
DATASET_BASES = frozenset(
    name.rpartition(".")[2] for name in _words(_torch["dataset_bases"])
) | _words(_torch["dataset_bases"])
ARRAYS = _words(_torch["numpy_arrays"]["functions"])
SIZED_ARRAYS = _words(_torch["numpy_arrays"]["sized"])
ARRAY_METHODS = _words(_torch["numpy_arrays"]["methods"])
NEEDS_CPU = _named(_torch["needs_cpu"])

LOADS_ON_CPU = _words(_ecosystem["loads_on_cpu"]["names"])
LOADS_ON_CPU_UNDER = tuple(_ecosystem["loads_on_cpu"]["under"].split())
PRETRAINED = tuple(_ecosystem["from_pretrained"]["models"].split())
TOKENIZERS = tuple(_ecosystem["from_pretrained"]["tokenizers"].split())
NOT_MODELS = tuple(_ecosystem["from_pretrained"]["not_models"].split())
MOVES_ITSELF = _words(_ecosystem["moves_itself"]["names"])
PREPARERS = _words(_ecosystem["moves_itself"]["preparers"])
PREPARES = _words(_ecosystem["moves_itself"]["methods"])
QUANTIZED = _words(_ecosystem["quantized"])
LIGHTNING = _words(_ecosystem["lightning_bases"])
HOOKS = _words(_ecosystem["hooks_moved"]["names"])
METRICS = _words(_ecosystem["hooks_moved"]["metric_bases"])
METRIC_HOOKS = _words(_ecosystem["hooks_moved"]["metric"])
TRAINER_HOOKS = _words(_ecosystem["hooks_moved"]["trainer"])
DEVICE_NAMES = _words(_ecosystem["device_names"])
NO_TENSOR_NAMES = _words(_ecosystem["no_tensor_names"])
SETTINGS_NAMES = _words(_ecosystem["settings_names"])
RANK_NAMES = _words(_ecosystem["rank_names"])


def is_module_base(dotted: str) -> bool:
    return dotted in _MODULE_BASES or (dotted in MODULES and dotted.startswith("torch.nn."))


_NO_MODULES = frozenset(
    ["abc", "typing", "enum", "collections", "dataclasses", "builtins", "object", "torch"]
)


def may_be_module(dotted: str, project: Any, asking: Any) -> bool:
    """Whether a base class outside the project may be an nn.Module: `forward` will tell."""
    head = dotted.partition(".")[0]
    if not dotted or head in _NO_MODULES or "Function" in dotted:
        return False
    return project.find(dotted, asking.file) is None
