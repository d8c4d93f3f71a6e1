"""Constraints put on logits."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, reduce
from itertools import zip_longest

import torch
from torch import Tensor

from mlexplain.generation.constraints import FREE, Mask


def apply(logits: Tensor, masks: Sequence[Sequence[Mask]]) -> Tensor:
    """Logits (rows, vocabulary) with -inf for every token that one of its row's masks forbids."""
    if not any(masks):
        return logits
    columns = [  # one mask of every row
        torch.stack([_forbidden(mask, logits.shape[-1]) for mask in column])
        for column in zip_longest(*masks, fillvalue=FREE)
    ]
    forbidden = reduce(torch.logical_or, columns)
    return logits.masked_fill(forbidden.to(logits.device), float("-inf"))


@lru_cache(maxsize=512)
def _forbidden(mask: Mask, size: int) -> Tensor:
    """Whether a mask forbids each token, (vocabulary,), on the CPU. Kept, since a constraint mostly
    gives the same masks over and over."""
    out = torch.full((size,), mask.only is not None)
    for tokens, forbidden in ((mask.only or (), False), (mask.never, True)):
        out[[token for token in tokens if 0 <= token < size]] = forbidden
    return out
