"""Sentences by a language model, each let through only where the code bears it out.

A sentence that fails is written again, a few times in other words; what fails then keeps the words of the
analysis and says so (`source: analysis`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from mlexplain.explain.write.prompt import StepPrompt
from mlexplain.explain.write.verify import problems
from mlexplain.explained import Explanation

ATTEMPTS = 2
_TOGETHER = 12
"""Steps written in one batch: few enough for the first sentences to come soon."""
SUMMARY = -1


class Author(Protocol):
    """Who writes: the bundled model, another model on this machine, or a server."""

    @property
    def name(self) -> str: ...

    def write(self, prompts: Sequence[StepPrompt], attempt: int) -> list[list[str]]:
        """For each prompt some candidates, the best first, with slots as `StepPrompt.marked` gives
        them. `attempt` counts from 0; later ones should differ."""
        ...


@dataclass(frozen=True, slots=True)
class Draft:
    """An explanation from the analysis alone, with all that a model needs to write it anew."""

    explanation: Explanation
    prompts: tuple[StepPrompt | None, ...]
    """One for each step; None where a step cannot be put to a model."""
    summary: StepPrompt | None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text that a model wrote and the code bears out."""

    step: int
    """Index of the step, or `SUMMARY`."""
    text: str


def sentences(draft: Draft, author: Author) -> Iterator[Sentence]:
    """The texts that stand, as they come: what fails is tried again when all has been tried once.
    Closing the iterator ends the work after its batch."""
    waiting = [(i, p) for i, p in enumerate(draft.prompts) if p is not None]
    if draft.summary is not None:
        waiting.insert(min(_TOGETHER - 1, len(waiting)), (SUMMARY, draft.summary))
    for attempt in range(ATTEMPTS):
        failed = []
        for start in range(0, len(waiting), _TOGETHER):
            batch = waiting[start : start + _TOGETHER]
            written = author.write([p for _, p in batch], attempt)
            for (place, prompt), candidates in zip(batch, written, strict=True):
                text = _first_true(candidates, prompt)
                if text is None:
                    failed.append((place, prompt))
                else:
                    yield Sentence(place, text)
        waiting = failed


def _first_true(candidates: Sequence[str], prompt: StepPrompt) -> str | None:
    for candidate in candidates:
        if not problems(candidate, prompt):
            restored = prompt.restored(candidate.strip())
            if restored:
                return restored
    return None


def put(explanation: Explanation, sentence: Sentence, model: str) -> Explanation:
    """The explanation with one more text by the model."""
    if sentence.step == SUMMARY:
        return replace(explanation, summary=sentence.text, model=model)
    steps = list(explanation.steps)
    steps[sentence.step] = replace(steps[sentence.step], text=sentence.text, source="model")
    return replace(explanation, steps=tuple(steps), model=model)


def written(
    draft: Draft, author: Author, progress: Callable[[str], object] = lambda _: None
) -> Explanation:
    """The whole explanation. `progress` is told how many steps are written."""
    explanation = replace(draft.explanation, model=author.name)
    steps = len(draft.prompts) - draft.prompts.count(None)
    for done, sentence in enumerate(sentences(draft, author), start=1):
        explanation = put(explanation, sentence, author.name)
        progress(f"{done} of {steps} steps written")
    return explanation
