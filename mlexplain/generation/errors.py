"""What can go wrong, each with one clear sentence."""

from __future__ import annotations


class GenerationError(RuntimeError):
    """Generation cannot go on."""


class LogitsError(GenerationError):
    """The model's logits hold NaN or infinity: no token can be chosen from them."""

    def __init__(self, sequence: int, step: int, bad: int, size: int) -> None:
        self.sequence = sequence
        """Index of the prompt in the call."""
        self.step = step
        """How many new tokens the sequence had when it happened."""
        super().__init__(
            f"sequence {sequence}, new token {step}: {bad} of the model's {size} logits are NaN or "
            "infinite; check the weights, or run the model in a wider dtype such as float32"
        )


class ContextError(GenerationError, ValueError):
    """A sequence does not fit into the model's context."""


class LoadError(RuntimeError):
    """A model cannot be loaded; the message says why in one sentence."""
