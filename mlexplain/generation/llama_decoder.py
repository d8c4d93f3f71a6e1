"""A batch of sequences over `Llama`, each row with its own length in one growing KV cache.

Rows are aligned left: a row's tokens lie at its true positions, what lies behind its end is masked
and later overwritten. So no position is ever shifted by padding, rows may be rewound by different
amounts, and prefill computes nothing for padding at all: the tokens of all prompts go through the
matrices as one list.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention

from mlexplain.generation.llama import Llama
from mlexplain.generation.scoring import chosen_logprobs

_PREFILL_TOKENS = 4096
"""Tokens that go through the layers at once: bounds memory for many long prompts."""


class LlamaDecoder:
    """See `decoder.Decoder`. Cache: (layers, keys and values, rows, K, capacity, E)."""

    ragged = True

    def __init__(self, model: Llama) -> None:
        shape = model.shape
        self.model = model
        self.vocab_size = shape.vocab_size
        self.context: int | None = shape.context
        self.eos = shape.eos
        self.device = model.device
        self._lengths: list[int] = []
        self._cache = model.embedding.new_empty((shape.layers, 2, 0, shape.kv_heads, 0, 0))
        self._rotations = shape.rope.tables(0, model.device, model.dtype)

    def threads_probe(self) -> Tensor | None:
        return self.model.head if self.device.type == "cpu" else None

    # ------------------------------------------------------------------ prefill

    def prefill(
        self, prompts: Sequence[Sequence[int]], scored: bool = False
    ) -> tuple[Tensor, list[list[float]]]:
        self._lengths = [len(prompt) for prompt in prompts]
        self._allocate(len(prompts), max(self._lengths))
        last, scores = [], []
        for first, rows in _portions(prompts):
            hidden = self._prefill(first, rows)
            ends = torch.tensor([len(row) for row in rows]).cumsum(0) - 1
            last.append(hidden[ends.to(self.device)])
            if scored:
                scores += self._scores(hidden, rows)
        return torch.cat(last) @ self.model.head, scores

    def _prefill(self, first: int, prompts: Sequence[Sequence[int]]) -> Tensor:
        """States (all tokens, D) of prompts that become the rows from `first` on."""
        borders = [0]
        for prompt in prompts:
            borders.append(borders[-1] + len(prompt))
        spans = list(enumerate(pairwise(borders), start=first))
        groups = self.model.shape.heads // self.model.shape.kv_heads

        def attend(layer: int, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
            out = torch.empty_like(q)
            for row, (start, end) in spans:
                keys, values = (t[start:end].transpose(0, 1) for t in (k, v))
                self._cache[layer, 0, row, :, : end - start] = keys
                self._cache[layer, 1, row, :, : end - start] = values
                if groups > 1:
                    keys = keys.repeat_interleave(groups, dim=0)
                    values = values.repeat_interleave(groups, dim=0)
                heads = scaled_dot_product_attention(
                    q[start:end].transpose(0, 1)[None], keys[None], values[None], is_causal=True
                )
                out[start:end] = heads[0].transpose(0, 1)
            return out.flatten(1)

        tokens = torch.tensor([t for p in prompts for t in p], device=self.device)
        positions = torch.cat([torch.arange(len(p)) for p in prompts]).to(self.device)
        return self.model.hidden(tokens, self._rotation(positions), attend)

    def _scores(self, hidden: Tensor, prompts: Sequence[Sequence[int]]) -> list[list[float]]:
        scores, start = [], 0
        for prompt in prompts:
            states = hidden[start : start + len(prompt) - 1]
            start += len(prompt)
            targets = torch.tensor(prompt[1:], device=self.device)
            parts = [
                chosen_logprobs(piece @ self.model.head, ids)
                for piece, ids in zip(states.split(256), targets.split(256), strict=True)
                if len(ids)
            ]
            scores.append(torch.cat(parts).tolist() if parts else [])
        return scores

    # ------------------------------------------------------------------- decode

    def decode(self, tokens: Tensor) -> Tensor:
        rows, count = tokens.shape
        shape = self.model.shape
        end = max(self._lengths) + count
        self._grow(end)
        starts = torch.tensor(self._lengths, device=self.device)
        positions = starts[:, None] + torch.arange(count, device=self.device)  # (rows, count)
        even = min(self._lengths) == end - count
        which = torch.arange(rows, device=self.device)[:, None]
        groups = shape.heads // shape.kv_heads
        mask = None if even and count == 1 else self._mask(positions, end, groups)
        # Views of all layers at once: (rows, K, end, E) each.
        keys, values = (part.unbind(0) for part in self._cache[..., :end, :].unbind(1))

        def attend(layer: int, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
            for kept, fresh in ((keys[layer], k), (values[layer], v)):
                fresh = fresh.unflatten(0, (rows, count))
                if even:
                    kept.narrow(2, end - count, count).copy_(fresh.transpose(1, 2))
                else:
                    kept[which, :, positions] = fresh
            # Queries that share a key-value head stand beside each other as further positions.
            q = q.unflatten(0, (rows, count)).transpose(1, 2)  # (rows, H, count, E)
            q = q.reshape(rows, shape.kv_heads, groups * count, shape.head_width)
            out = scaled_dot_product_attention(q, keys[layer], values[layer], attn_mask=mask)
            out = out.reshape(rows, shape.heads, count, shape.head_width).transpose(1, 2)
            return out.reshape(rows * count, -1)

        hidden = self.model.hidden(tokens.reshape(-1), self._rotation(positions.view(-1)), attend)
        self._lengths = [length + count for length in self._lengths]
        return (hidden @ self.model.head).view(rows, count, -1)

    def _mask(self, positions: Tensor, end: int, groups: int) -> Tensor:
        """0 where a position may look, -inf elsewhere: (rows, 1, groups * count, end)."""
        hidden = torch.arange(end, device=self.device) > positions[..., None]
        mask = torch.zeros(hidden.shape, dtype=self.model.dtype, device=self.device)
        return mask.masked_fill_(hidden, float("-inf"))[:, None].repeat(1, 1, groups, 1)

    # -------------------------------------------------------------------- cache

    def rewind_rows(self) -> int:
        return len(self._lengths)

    def rewind(self, counts: Sequence[int]) -> None:
        self._lengths = [n - count for n, count in zip(self._lengths, counts, strict=True)]

    def select(self, rows: Sequence[int]) -> None:
        old = self._cache
        used = max((self._lengths[row] for row in rows), default=0)
        if len(set(rows)) == len(rows) and all(row >= i for i, row in enumerate(rows)):
            # Rows only move towards the front: copy the few that do move.
            for i, row in enumerate(rows):
                if i != row:
                    old[:, :, i, :, :used] = old[:, :, row, :, :used]
            self._cache = old[:, :, : len(rows)]
        else:
            if len(rows) != len(self._lengths):
                self._allocate(len(rows), used)
            picked = torch.tensor(rows, device=self.device)
            self._cache[..., :used, :] = old[..., :used, :].index_select(2, picked)
        self._lengths = [self._lengths[row] for row in rows]

    def _allocate(self, rows: int, length: int) -> None:
        shape = self.model.shape
        size = (shape.layers, 2, rows, shape.kv_heads, _roomy(length), shape.head_width)
        # Zeros, for masked positions are multiplied by 0, and 0 times a stray NaN is NaN.
        self._cache = self.model.embedding.new_zeros(size)
        self._extend_rotations(_roomy(length))

    def _grow(self, length: int) -> None:
        old = self._cache
        if length <= old.shape[4]:
            return
        self._allocate(old.shape[2], length)
        self._cache[..., : old.shape[4], :] = old

    def _extend_rotations(self, positions: int) -> None:
        if self._rotations.shape[1] < positions:
            self._rotations = self.model.shape.rope.tables(positions, self.device, self.model.dtype)

    def _rotation(self, positions: Tensor) -> tuple[Tensor, Tensor]:
        cos, sin = self._rotations[:, positions, None]
        return cos, sin


def _roomy(length: int) -> int:
    """Capacity for a length: half as much again, at least 64 more, so that growing is rare."""
    return length + max(64, length // 2)


def _portions(
    prompts: Sequence[Sequence[int]],
) -> list[tuple[int, Sequence[Sequence[int]]]]:
    """Consecutive prompts in portions of bounded size, each with the index of its first."""
    portions, start, total = [], 0, 0
    for index, prompt in enumerate(prompts):
        if total and total + len(prompt) > _PREFILL_TOKENS:
            portions.append((start, prompts[start:index]))
            start, total = index, 0
        total += len(prompt)
    portions.append((start, prompts[start:]))
    return portions
