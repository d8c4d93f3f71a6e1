"""What a caller asks for, checked once."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from mlexplain.generation.constraints import Constraint
from mlexplain.generation.errors import ContextError
from mlexplain.generation.text import Decode

ContextPolicy = Literal["error", "stop", "slide"]


class Event(Protocol):
    """What `threading.Event` is."""

    def is_set(self) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The settings of one call of `generate`, where they are described."""

    max_new_tokens: int
    temperature: float
    top_k: int | None
    top_p: float | None
    min_p: float | None
    min_logprob: float | None
    num_beams: int
    length_penalty: float
    early_stopping: bool | Literal["never"]
    stop_tokens: frozenset[int]
    stop_strings: tuple[str, ...]
    decode: Decode | None
    constraints: tuple[tuple[Constraint, ...], ...]
    """Per prompt."""
    logprobs: bool
    echo: bool
    seed: int | Sequence[int] | None
    on_token: Callable[[int, int], object] | None
    on_text: Callable[[int, str], object] | None
    cancel: Event | None
    lookup: int
    context: ContextPolicy
    context_size: int | None
    """Never more than the model's own; None: no limit known."""
    use_cache: bool
    batch_size: int

    def __post_init__(self) -> None:
        """Raise `ValueError` for a setting outside its range."""
        _need(self.max_new_tokens >= 0, "max_new_tokens", "at least 0", self.max_new_tokens)
        _need(
            math.isfinite(self.temperature) and self.temperature >= 0,
            "temperature",
            "a finite number, 0 (greedy) or more",
            self.temperature,
        )
        _need(self.top_k is None or self.top_k >= 1, "top_k", "at least 1, or None", self.top_k)
        _need(
            self.top_p is None or 0 < self.top_p <= 1,
            "top_p",
            "above 0 and at most 1, or None",
            self.top_p,
        )
        _need(
            self.min_p is None or 0 <= self.min_p <= 1,
            "min_p",
            "between 0 and 1, or None",
            self.min_p,
        )
        _need(
            self.min_logprob is None or self.min_logprob <= 0,
            "min_logprob",
            "0 or less, or None",
            self.min_logprob,
        )
        _need(self.num_beams >= 1, "num_beams", "at least 1", self.num_beams)
        _need(self.lookup >= 0, "lookup", "0 (off) or more", self.lookup)
        _need(self.batch_size >= 1, "batch_size", "at least 1", self.batch_size)
        _need(
            self.early_stopping in (True, False, "never"),
            "early_stopping",
            'True, False or "never"',
            self.early_stopping,
        )
        _need(
            self.context in ("error", "stop", "slide"),
            "context",
            '"error", "stop" or "slide"',
            self.context,
        )
        _need(
            all(self.stop_strings) or not self.stop_strings,
            "stop_strings",
            "non-empty strings",
            self.stop_strings,
        )
        if self.num_beams > 1 and self.temperature > 0:
            raise ValueError("beam search does not sample: use temperature=0 with num_beams > 1")
        if self.num_beams > 1 and self.min_logprob is not None:
            raise ValueError("beam search weighs whole sequences: min_logprob needs num_beams=1")
        if self.text_matters and self.decode is None:
            raise ValueError(
                "stop_strings and on_text need `decode`, a function from token ids to text"
            )

    @property
    def text_matters(self) -> bool:
        """Whether text is needed while tokens come, not only at the end."""
        return bool(self.stop_strings) or self.on_text is not None

    @property
    def cancelled(self) -> bool:
        return self.cancel is not None and self.cancel.is_set()

    def room(self, index: int, prompt: Sequence[int]) -> int:
        """How many new tokens prompt number `index` may get.

        Raises `ContextError` where the sequence would not fit and `context` is "error".
        """
        size = self.context_size
        if size is None or len(prompt) + self.max_new_tokens <= size:
            return self.max_new_tokens
        if self.context == "slide" and self.num_beams == 1:
            return self.max_new_tokens
        if self.context == "stop" and len(prompt) <= size:
            return size - len(prompt)
        advice = (
            "beam search cannot slide, so ask for fewer"
            if self.context == "slide"
            else 'ask for fewer, or pass context="slide" or context="stop"'
        )
        if len(prompt) > size:
            advice = (
                "shorten it" if self.context != "error" else 'shorten it, or pass context="slide"'
            )
        raise ContextError(
            f"sequence {index}: {len(prompt)} prompt tokens and {self.max_new_tokens} new ones "
            f"are more than the context of {size}; {advice}"
        )


def _need(right: bool, name: str, wanted: str, got: object) -> None:
    if not right:
        raise ValueError(f"{name} must be {wanted}, not {got!r}")


def check_prompts(prompts: Sequence[Sequence[int]], vocabulary: int) -> list[list[int]]:
    """Prompts as lists. Raises `ValueError` for an empty one or an id without an embedding."""
    for index, prompt in enumerate(prompts):
        if len(prompt) == 0:
            raise ValueError(f"sequence {index}: the prompt is empty; give at least one token")
        worst = max(prompt) if min(prompt) >= 0 else min(prompt)
        if not 0 <= worst < vocabulary:
            raise ValueError(
                f"sequence {index}: token id {worst} is outside the model's vocabulary of "
                f"{vocabulary}"
            )
    return [[int(token) for token in prompt] for prompt in prompts]
