"""What `generate` returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FinishReason = Literal["stop", "length", "cancelled", "unsure"]
"""stop: a stop token or stop string; length: `max_new_tokens` or the context is used up; unsure: no
token was as likely as `min_logprob`."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One finished beam."""

    tokens: list[int]
    """New tokens, without the stop token."""
    score: float
    """Sum of the log-probabilities, stop token included, over `length ** length_penalty`."""
    logprobs: list[float]
    """Beside `tokens`."""
    finish_reason: FinishReason


@dataclass(frozen=True, slots=True)
class Generation:
    """Lists have one entry per prompt, in the order of the prompts."""

    tokens: list[list[int]]
    """The new tokens (the prompt first with `echo`), cut before a stop token or stop string."""
    logprobs: list[list[float]] | None
    """Natural logarithms beside `tokens`, from the model's own distribution (before temperature,
    filters and constraints). The first token of an echoed prompt is given, so it counts 0.0."""
    finish_reasons: list[FinishReason]
    texts: list[str] | None = None
    """Text of the new tokens, cut exactly before a stop string, where a decoder was given."""
    beams: list[list[Hypothesis]] | None = None
    """All finished beams, best first, with `num_beams` > 1."""
    passes: int = 0
    """Forward passes of the model, prefill included."""
