"""What the decoding loops ask of a model: a batch of sequences and its KV cache."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from torch import Tensor, device


class Decoder(Protocol):
    """A model with the cache of one batch. All logits are the model's own, in its dtype."""

    vocab_size: int
    """Rows of the embedding."""
    context: int | None
    """Most positions the model can hold, where it says so."""
    eos: frozenset[int]
    """The model's own end-of-sequence tokens."""
    device: device
    ragged: bool
    """Whether prompts of different lengths may share a batch."""

    def prefill(
        self, prompts: Sequence[Sequence[int]], scored: bool = False
    ) -> tuple[Tensor, list[list[float]]]:
        """Start a new batch.

        Returns the logits (rows, vocabulary) after each prompt and, if `scored`, the
        log-probability of each prompt token but the first.
        """
        ...

    def decode(self, tokens: Tensor) -> Tensor:
        """Append `tokens` (rows, n); returns logits (rows, n, vocabulary)."""
        ...

    def rewind_rows(self) -> int:
        """The largest batch whose rows may be rewound: 0 never, 1 a single sequence only."""
        ...

    def rewind(self, counts: Sequence[int]) -> None:
        """Forget the last `counts[row]` positions of each row."""
        ...

    def select(self, rows: Sequence[int]) -> None:
        """Make row i of the batch what row rows[i] was; rows may vanish, repeat or move."""
        ...

    def threads_probe(self) -> Tensor | None:
        """A weight matrix to measure the best number of CPU threads with, None elsewhere."""
        ...


def decoder_for(model: Any) -> Decoder:
    """The decoder of a model: our own forward pass for `Llama`, else that of transformers."""
    from mlexplain.generation.llama import Llama
    from mlexplain.generation.llama_decoder import LlamaDecoder

    if isinstance(model, Llama):
        return LlamaDecoder(model)
    from mlexplain.generation.transformers_decoder import TransformersDecoder

    return TransformersDecoder(model)
