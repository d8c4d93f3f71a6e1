"""The bundled model as an author."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from mlexplain.explain.lexicon import Lexicon, read_lexicon
from mlexplain.explain.prompt import StepPrompt
from mlexplain.explain.slots import SLOTS
from mlexplain.resources import models_dir

_LONGEST = 90
_SAMPLES = 3
_TEMPERATURES = (0.0, 0.5, 0.8)
_SURE = -0.15
"""Least mean log-probability (nats per token) of a sentence in the model's own words."""
_MARKS = ("<names>", "<code>", "<whole>", "<facts>", "<say>", "<pad>")


def bundled_dir() -> Path:
    """Where the bundled model lies."""
    return models_dir() / "explainer"


def available() -> bool:
    """Whether the bundled model and what it runs on are installed."""
    return (bundled_dir() / "config.json").is_file() and find_spec("torch") is not None


class Bundled:
    """Writes with slots: it can name only what its prompt shows. Raises `LoadError`.

    It has two manners: freely, as a teacher would, where it is sure; and the facts in other words.
    """

    def __init__(self, folder: Path | None = None) -> None:
        from mlexplain.generation import load

        folder = folder or bundled_dir()
        self._model = load(folder, dtype="float32")
        self._lexicon: Lexicon = read_lexicon(folder / "lexicon.json")
        self.name = folder.name
        self._slots = {n: self._one_token(f"<{n}>") for n in range(SLOTS)}
        self._marks = {self._one_token(m) for m in _MARKS}

    def _one_token(self, text: str) -> int:
        (token,) = self._model.encode(text)
        return token

    def write(self, prompts: Sequence[StepPrompt], attempt: int) -> list[list[str]]:
        """First freely and plainly, greedily; then some plain samples, the likeliest first."""
        asked = [
            (index, text, free)
            for index, prompt in enumerate(prompts)
            for text, free in self._manners(prompt, attempt)
        ]
        rated = self._generate(
            [text for _, text, _ in asked], [prompts[i] for i, _, _ in asked], attempt
        )
        found: list[list[tuple[bool, float, str]]] = [[] for _ in prompts]
        for (index, _, free), (sure, text) in zip(asked, rated, strict=True):
            if self._may_stand(text, prompts[index], free, sure):
                found[index].append((free, sure, text))
        return [[text for _, _, text in sorted(f, reverse=True)] for f in found]

    def _manners(self, prompt: StepPrompt, attempt: int) -> list[tuple[str, bool]]:
        if attempt == 0:
            return [(prompt.text, True), (prompt.plain_text, False)]
        return [(prompt.plain_text, False)] * _SAMPLES

    def _may_stand(self, text: str, prompt: StepPrompt, free: bool, sure: float) -> bool:
        """The model's own doubts; whether the text is true is the verifier's question."""
        if self._lexicon.unsupported(text, prompt):
            return False
        return sure > _SURE if free else self._lexicon.same_content(text, prompt.marked_facts)

    def _generate(
        self, texts: list[str], prompts: list[StepPrompt], attempt: int
    ) -> list[tuple[float, str]]:
        """Mean log-probability and text for each prompt."""
        from mlexplain.generation import Forbid, generate

        slots = self._slots
        forbidden = [
            [Forbid(self._marks | {t for n, t in slots.items() if n not in p.numbers})]
            for p in prompts
        ]
        result = generate(
            self._model,
            [self._model.encode(text) for text in texts],
            max_new_tokens=_LONGEST,
            temperature=_TEMPERATURES[min(attempt, len(_TEMPERATURES) - 1)],
            top_p=None if attempt == 0 else 0.95,
            seed=attempt,
            logprobs=True,
            constraints=forbidden,
            context="stop",
        )
        assert result.logprobs is not None
        return [
            (sum(logs) / max(1, len(logs)), self._model.decode(tokens))
            for logs, tokens in zip(result.logprobs, result.tokens, strict=True)
        ]
