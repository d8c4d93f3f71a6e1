"""Filters over logits: temperature, top-k, top-p, min-p.

Each takes and returns float32 logits of shape (rows, vocabulary); what is filtered out becomes
-inf. Every row that had a finite logit keeps at least `keep` of its best tokens (all, if it has
fewer). Boundaries are those of transformers' logits warpers, order of use included.
"""

from __future__ import annotations

import torch
from torch import Tensor

_OUT = float("-inf")


def temperature(logits: Tensor, value: float) -> Tensor:
    """Divide by `value` > 0: below 1 sharpens the distribution, above 1 flattens it."""
    return logits / value


def top_k(logits: Tensor, k: int, keep: int = 1) -> Tensor:
    """Keep the k largest logits; what ties with the k-th stays as well (Fan et al., 2018)."""
    k = min(max(k, keep), logits.shape[-1])
    smallest = logits.topk(k, dim=-1).values[:, -1:]
    return logits.masked_fill(logits < smallest, _OUT)


def top_p(logits: Tensor, p: float, keep: int = 1) -> Tensor:
    """Keep the smallest set of most likely tokens whose probabilities sum to at least p.

    A token stays if the tokens more likely than it sum to less than p (nucleus sampling, Holtzman
    et al., 2020). Among equal logits the lower id counts as more likely.
    """
    if p >= 1:
        return logits
    probs = logits.softmax(dim=-1)
    size = logits.shape[-1]
    # All tokens below (1 - p) / size together have less than 1 - p: none of them is in the nucleus.
    # So only the few above need sorting.
    candidates = int((probs >= (1 - p) / size).sum(dim=-1).max())
    ids = _best(logits, min(max(candidates, keep) + 1, size))
    best = probs.gather(1, ids).double()
    before = best.cumsum(dim=-1) - best
    kept = before < p
    kept[:, :keep] = True
    mask = torch.zeros_like(logits, dtype=torch.bool).scatter_(1, ids, kept)
    return logits.masked_fill(~mask, _OUT)


def min_p(logits: Tensor, p: float, keep: int = 1) -> Tensor:
    """Keep tokens at least p times as likely as the most likely one (Nguyen et al., 2024)."""
    probs = logits.softmax(dim=-1)
    out = probs < p * probs.amax(dim=-1, keepdim=True)
    if keep > 1:
        out.scatter_(1, logits.topk(min(keep, logits.shape[-1]), dim=-1).indices, False)
    return logits.masked_fill(out, _OUT)


def _best(logits: Tensor, k: int) -> Tensor:
    """Ids of the k largest, best first, equal ones by rising id."""
    if 4 * k > logits.shape[-1]:
        return logits.sort(dim=-1, descending=True, stable=True).indices[:, :k]
    best, ids = logits.topk(k, dim=-1)
    ids, order = ids.sort(dim=-1)
    by_size = best.gather(1, order).sort(dim=-1, descending=True, stable=True).indices
    return ids.gather(1, by_size)
