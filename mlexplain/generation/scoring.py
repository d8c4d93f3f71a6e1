"""Log-probabilities and the check for NaN, in float32."""

from __future__ import annotations

from collections.abc import Collection

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


def without_unlikely(
    allowed: Tensor, logits: Tensor, least: float, ends: Collection[int]
) -> tuple[Tensor, list[bool]]:
    """`allowed` with -inf where log softmax(logits) is below `least`, but for `ends`; and for each
    row whether that leaves no token: such a row stays as it was. Float32 of shape (rows, vocabulary).
    """
    unlikely = logits < logits.logsumexp(dim=-1, keepdim=True) + least
    unlikely[:, [token for token in ends if 0 <= token < logits.shape[-1]]] = False
    likely = allowed.masked_fill(unlikely, float("-inf"))
    empty = likely.amax(dim=-1) == float("-inf")
    return torch.where(empty[:, None], allowed, likely), empty.tolist()


def sound_rows(logits: Tensor) -> list[bool]:
    """Whether a row of float32 logits (rows, vocabulary) is free of NaN and infinity.

    The sum tells it in one pass; only where it is not finite the row is read again, for finite
    numbers may sum to infinity.
    """
    sound = logits.sum(dim=-1).isfinite().tolist()
    return [ok or bool(logits[row].isfinite().all()) for row, ok in enumerate(sound)]
