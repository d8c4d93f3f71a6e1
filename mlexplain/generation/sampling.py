"""From logits to tokens: greedy or by inverse transform sampling, always in float32.

The randomness of a sequence is a list of uniform numbers, one per new token, made from its seed
alone. So what a sequence says does not depend on its batch, and a draft can be checked with the
very numbers that plain decoding would use.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from mlexplain.generation import filters

_BLOCK = 256
_BELOW_ONE = 1 - 2.0**-23
"""Less than 1 by more than float32 rounds."""


@dataclass(frozen=True, slots=True)
class Sampler:
    """How tokens are drawn. Temperature 0 is greedy: the filters then change nothing."""

    temperature: float = 0.0
    top_k: int | None = None
    top_p: float | None = None
    min_p: float | None = None

    @property
    def greedy(self) -> bool:
        return self.temperature == 0

    def pick(self, logits: Tensor, uniforms: Tensor | None = None) -> Tensor:
        """Tokens (rows,) from float32 logits (rows, vocabulary) and uniforms (rows,) in [0, 1)."""
        if self.greedy or uniforms is None:
            return logits.argmax(dim=-1)
        # The filters, in the order of transformers.
        logits = filters.temperature(logits, self.temperature)
        ids = None
        if self.top_k is not None:
            logits, ids = _narrow(filters.top_k(logits, self.top_k))
        if self.top_p is not None:
            logits = filters.top_p(logits, self.top_p)
        if self.min_p is not None:
            logits = filters.min_p(logits, self.min_p)
        drawn = draw(logits.softmax(dim=-1), uniforms)
        return drawn if ids is None else ids.gather(1, drawn[:, None])[:, 0]


def _narrow(logits: Tensor) -> tuple[Tensor, Tensor]:
    """Only the columns a filter left, (rows, most left in a row), by rising id, and their ids."""
    left = max(1, int((logits > float("-inf")).sum(dim=-1).max()))
    ids = logits.topk(left, dim=-1).indices.sort(dim=-1).values
    return logits.gather(1, ids), ids


def draw(probs: Tensor, uniforms: Tensor) -> Tensor:
    """The token in whose share of [0, 1) the uniform number falls (inverse transform sampling).

    probs (rows, vocabulary) sum to about 1, uniforms (rows,). The cumulative sum is taken
    over blocks first and then inside one block: 20 times less work than over the vocabulary.
    """
    rows, size = probs.shape
    blocks = torch.nn.functional.pad(probs, (0, -size % _BLOCK)).view(rows, -1, _BLOCK)
    sums = _running(blocks.sum(dim=-1))
    target = uniforms[:, None].to(sums).clamp(max=_BELOW_ONE) * sums[:, -1:]
    block = _first_above(sums, target)
    before = sums.gather(1, (block - 1).clamp(min=0)) * (block > 0)
    inside = _running(blocks[torch.arange(rows, device=probs.device), block[:, 0]])
    # Rounding may leave the target a hair beyond the block's own sum.
    target = torch.minimum(target - before, inside[:, -1:] * _BELOW_ONE)
    return (block * _BLOCK + _first_above(inside, target))[:, 0]


def wide(device: torch.device) -> torch.dtype:
    """The widest float of a device: Metal has no float64."""
    return torch.float32 if device.type == "mps" else torch.float64


def _running(values: Tensor) -> Tensor:
    return values.cumsum(dim=-1, dtype=wide(values.device))


def _first_above(sums: Tensor, target: Tensor) -> Tensor:
    """Index of the first running sum above the target: never an item of probability zero."""
    return torch.searchsorted(sums, target, right=True).clamp(max=sums.shape[-1] - 1)


class Noise:
    """The uniform numbers of one sequence; number i belongs to new token i."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._numbers: list[float] = []

    def __getitem__(self, index: int) -> float:
        while len(self._numbers) <= index:
            self._numbers.append(self._random.random())
        return self._numbers[index]


def seeds(prompts: Sequence[Sequence[int]], seed: int | Sequence[int] | None) -> list[int]:
    """One seed per prompt.

    A single seed is mixed with the prompt and with how often the prompt came before: a prompt gets
    the same samples wherever it stands, and copies of it get different ones. Without a seed the
    operating system's randomness is used.
    """
    if seed is None:
        seed = random.SystemRandom().getrandbits(64)
    if not isinstance(seed, int):
        if len(seed) != len(prompts):
            raise ValueError(f"{len(seed)} seeds for {len(prompts)} prompts")
        return list(seed)
    copies: Counter[tuple[int, ...]] = Counter()
    mixed = []
    for prompt in map(tuple, prompts):
        text = repr((seed, copies[prompt], prompt)).encode()
        mixed.append(int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little"))
        copies[prompt] += 1
    return mixed
