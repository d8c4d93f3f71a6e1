"""Constraints put on logits."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import torch
from torch import Tensor

from mlexplain.generation.constraints import Mask


def apply(logits: Tensor, masks: Sequence[Sequence[Mask]]) -> Tensor:
    """Logits (rows, vocabulary) with -inf for every token that one of its row's masks forbids."""
    if not any(masks):
        return logits
    out = logits.clone()
    size = logits.shape[-1]
    for row, all_of_row in enumerate(masks):
        for mask in all_of_row:
            if mask.only is not None:
                only = _ids(mask.only, size, logits.device)
                kept = out[row, only]
                out[row].fill_(float("-inf"))
                out[row, only] = kept
            if mask.never:
                out[row, _ids(mask.never, size, logits.device)] = float("-inf")
    return out


@lru_cache(maxsize=256)
def _ids(tokens: frozenset[int], size: int, device: torch.device) -> Tensor:
    """Kept, since a constraint mostly gives the same sets over and over."""
    return torch.tensor([t for t in tokens if 0 <= t < size], dtype=torch.long, device=device)
