"""A batch of sequences over any transformers causal language model.

Rows are aligned right: short prompts are padded on the left, with a mask and true positions. The
model makes its own cache, so sliding-window and hybrid caches are what its authors meant. Where
padding could leak (recurrent states, positions that cannot be given), only prompts of one length
share a batch; where no cache can be kept, everything is computed anew for each token.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from mlexplain.generation.scoring import chosen_logprobs

_ATTENTION = {"full_attention", "sliding_attention"}
"""Layer types that a left-padding mask covers."""


class TransformersDecoder:
    """See `decoder.Decoder`."""

    def __init__(self, model: Any) -> None:
        inner = model.get_base_model() if hasattr(model, "get_base_model") else model
        embedding = model.get_input_embeddings().weight
        config = model.config
        if hasattr(config, "get_text_config"):
            config = config.get_text_config()
        self._model = model
        self._accepts = frozenset(inspect.signature(inner.forward).parameters)
        self.vocab_size: int = embedding.shape[0]
        self.device = embedding.device
        self.context: int | None = getattr(config, "max_position_embeddings", None)
        self.eos = _eos(model)
        types = set(getattr(config, "layer_types", None) or _ATTENTION)
        self.ragged = (
            "position_ids" in self._accepts
            and types <= _ATTENTION
            and not getattr(inner, "_is_stateful", False)
        )
        self._cache: Any = None
        self._caching = True
        self._ids = torch.empty((0, 0), dtype=torch.long)
        """(rows, width) all tokens, padding and forgotten ones included."""
        self._mask = self._ids
        """1 for tokens, 0 for padding and for what was rewound."""

    def threads_probe(self) -> Tensor | None:
        if self.device.type != "cpu":
            return None
        matrices = [
            p
            for p in self._model.parameters()
            if p.dim() == 2 and p.is_floating_point() and p.device.type == "cpu"
        ]
        return max(matrices, key=Tensor.numel).detach().t() if matrices else None

    def prefill(
        self, prompts: Sequence[Sequence[int]], scored: bool = False
    ) -> tuple[Tensor, list[list[float]]]:
        width = max(map(len, prompts))
        padded = [[0] * (width - len(p)) + list(p) for p in prompts]
        real = [[0] * (width - len(p)) + [1] * len(p) for p in prompts]
        self._ids = torch.tensor(padded, device=self.device)
        self._mask = torch.tensor(real, device=self.device)
        self._cache, self._caching = None, True
        logits = self._forward(width, keep=width if scored else 1)
        scores = []
        if scored:
            for row, prompt in enumerate(prompts):
                start = width - len(prompt)
                targets = self._ids[row, start + 1 :].to(logits.device)
                scores.append(
                    chosen_logprobs(logits[row, start:-1], targets).tolist() if len(targets) else []
                )
        return logits[:, -1], scores

    def decode(self, tokens: Tensor) -> Tensor:
        tokens = tokens.to(self.device)
        self._ids = torch.cat((self._ids, tokens), dim=1)
        self._mask = torch.cat((self._mask, torch.ones_like(tokens)), dim=1)
        return self._forward(tokens.shape[1], keep=tokens.shape[1])

    def _forward(self, fresh: int, keep: int) -> Tensor:
        """Logits (rows, keep, vocabulary) of the last positions; `fresh` of them are not cached."""
        if self._cache is None:
            fresh = self._ids.shape[1]
        inputs: dict[str, Any] = {"input_ids": self._ids[:, -fresh:]}
        if "attention_mask" in self._accepts:
            inputs["attention_mask"] = self._mask
        if "position_ids" in self._accepts:
            positions = (self._mask.cumsum(dim=1) - 1).clamp(min=0)
            inputs["position_ids"] = positions[:, -fresh:]
        if self._cache is not None:
            inputs["past_key_values"] = self._cache
        if "use_cache" in self._accepts:
            inputs["use_cache"] = self._caching
        for name in ("logits_to_keep", "num_logits_to_keep"):
            if name in self._accepts:
                inputs[name] = keep
        output = self._model(**inputs, return_dict=True)
        if self._caching:
            cache = output.get("past_key_values")
            # Gemma 2 in transformers 4 makes a cache that has room for the prompt alone.
            grows = getattr(cache, "max_cache_len", None) is None
            self._caching = hasattr(cache, "reorder_cache") and grows
            self._cache = cache if self._caching else None
        logits: Tensor = output.logits
        return logits[:, -keep:]

    def rewind_rows(self) -> int:
        layers = getattr(self._cache, "layers", None) or ()
        # Sliding and recurrent layers drop their past, some unless told to record it.
        plain = layers and not any(
            getattr(layer, "is_sliding", False) or hasattr(layer, "record_past") for layer in layers
        )
        if self._cache is not None and not plain:
            return 0
        return len(self._ids) if self.ragged else 1

    def rewind(self, counts: Sequence[int]) -> None:
        """Columns that all rows forget are cut off; those of single rows stay as holes in the mask."""
        shared = min(counts)
        if shared:
            self._ids = self._ids[:, :-shared]
            self._mask = self._mask[:, :-shared]
            if self._cache is not None:
                self._cache.crop(-shared)
        width = self._mask.shape[1]
        for row, count in enumerate(counts):
            if count > shared:
                self._mask[row, width - (count - shared) :] = 0

    def select(self, rows: Sequence[int]) -> None:
        index = torch.tensor(rows, device=self.device)
        self._ids = self._ids.index_select(0, index)
        self._mask = self._mask.index_select(0, index)
        if self._cache is not None:
            self._cache.reorder_cache(index)


def _eos(model: Any) -> frozenset[int]:
    """End-of-sequence ids, from the generation config if it names any."""
    for config in (getattr(model, "generation_config", None), model.config):
        ids = getattr(config, "eos_token_id", None)
        if ids is not None:
            return frozenset([ids] if isinstance(ids, int) else ids)
    return frozenset()
