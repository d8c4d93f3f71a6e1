"""What is picked out of the answer of a call: the largest values, their places, the limits of a type."""

from __future__ import annotations

import ast

from mlexplain.explain.facts.cards import recognise
from mlexplain.explain.facts.predicates import called_name
from mlexplain.explain.wording import Wording

EXTREMES = ("Tensor.max", "Tensor.min", "torch.max", "torch.min")
_LIMITS = {"max": "largest", "min": "smallest", "tiny": "smallest positive"}


def part_told(node: ast.Attribute, words: Wording) -> str | None:
    """`x.max(dim=1).values`, `x.max(dim=1).indices`, `x.topk(3).indices`, `torch.finfo(t).max`."""
    if not isinstance(node.value, ast.Call):
        return None
    limit = _LIMITS.get(node.attr)
    if limit and called_name(node.value) in ("finfo", "iinfo") and node.value.args:
        return f"the {limit} number that {words.phrase(node.value.args[0])} can hold"
    if node.attr not in ("values", "indices"):
        return None
    call = recognise(node.value, words.scope)
    if call is not None and call.name in ("Tensor.topk", "torch.topk"):
        largest, both, rest = words.phrase(node.value).partition(", and their positions")
        if largest == "the result":  # told with what it is of, not in two steps
            return "the values alone"
        if both:
            return f"{'' if node.attr == 'values' else 'the places of '}{largest}{rest}"
    if call is None or call.name not in EXTREMES or "dim" not in call.args:
        return None
    value = words.phrase(node.value)
    return value if node.attr == "values" else f"the position of {value}"
