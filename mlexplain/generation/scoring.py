"""Log-probabilities and the check for NaN, in float32."""

from __future__ import annotations

import torch
from torch import Tensor

_CHUNK = 256
"""Rows of logits that are turned into float32 at once: bounds memory for long prompts."""


def chosen_logprobs(logits: Tensor, tokens: Tensor) -> Tensor:
    """log softmax(logits)[tokens]: logits (rows, vocabulary), tokens (rows,), result (rows,)."""
    parts = []
    for piece, ids in zip(logits.split(_CHUNK), tokens.split(_CHUNK), strict=True):
        piece = piece.float()
        picked = piece.gather(1, ids[:, None])[:, 0]
        parts.append(picked - piece.logsumexp(dim=-1))
    return torch.cat(parts)


def sound_rows(logits: Tensor) -> list[bool]:
    """Whether a row of float32 logits (rows, vocabulary) is free of NaN and infinity.

    The sum tells it in one pass; only where it is not finite the row is read again, for finite
    numbers may sum to infinity.
    """
    sound = logits.sum(dim=-1).isfinite().tolist()
    return [ok or bool(logits[row].isfinite().all()) for row, ok in enumerate(sound)]
