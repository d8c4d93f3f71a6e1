"""Constraints put on logits."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from mlexplain.generation.constraints import Mask


def apply(logits: Tensor, masks: Sequence[Mask | None]) -> Tensor:
    """Logits (rows, vocabulary) with -inf for every token that its row's mask forbids."""
    if all(mask is None or mask.free for mask in masks):
        return logits
    out = logits.clone()
    size = logits.shape[-1]
    for row, mask in enumerate(masks):
        if mask is None:
            continue
        if mask.only is not None:
            only = _ids(mask.only, size, logits)
            out[row].fill_(float("-inf"))
            out[row, only] = logits[row, only]
        if mask.never:
            out[row, _ids(mask.never, size, logits)] = float("-inf")
    return out


def _ids(tokens: frozenset[int], size: int, like: Tensor) -> Tensor:
    return torch.tensor(sorted(t for t in tokens if 0 <= t < size), device=like.device).long()
