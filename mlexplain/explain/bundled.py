"""The bundled model as an author."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from mlexplain.explain.prompt import StepPrompt
from mlexplain.explain.slots import SLOTS
from mlexplain.resources import models_dir

_LONGEST = 90
_CANDIDATES = 4
_TEMPERATURES = (0.0, 0.6, 0.9)


def bundled_dir() -> Path:
    """Where the bundled model lies."""
    return models_dir() / "explainer"


def available() -> bool:
    """Whether the bundled model and what it runs on are installed."""
    return (bundled_dir() / "config.json").is_file() and find_spec("torch") is not None


class Bundled:
    """Writes with slots: it can name only what its prompt shows. Raises `LoadError`."""

    def __init__(self, folder: Path | None = None) -> None:
        from mlexplain.generation import load

        folder = folder or bundled_dir()
        self._model = load(folder)
        self.name = folder.name
        self._slots = {n: self._one_token(f"<{n}>") for n in range(SLOTS)}
        self._marks = {
            self._one_token(m)
            for m in ("<names>", "<code>", "<whole>", "<facts>", "<say>", "<pad>")
        }

    def _one_token(self, text: str) -> int:
        (token,) = self._model.encode(text)
        return token

    def write(self, prompts: Sequence[StepPrompt], attempt: int) -> list[list[str]]:
        """Greedily at first, then several samples for each prompt, the likeliest first."""
        from mlexplain.generation import Forbid, generate

        copies = 1 if attempt == 0 else _CANDIDATES
        tokens = [self._model.encode(p.text) for p in prompts for _ in range(copies)]
        forbidden = [
            [Forbid(self._marks | {t for n, t in self._slots.items() if n not in p.numbers})]
            for p in prompts
            for _ in range(copies)
        ]
        result = generate(
            self._model,
            tokens,
            max_new_tokens=_LONGEST,
            temperature=_TEMPERATURES[min(attempt, len(_TEMPERATURES) - 1)],
            top_p=None if attempt == 0 else 0.95,
            seed=attempt,
            logprobs=True,
            constraints=forbidden,
            context="stop",
        )
        assert result.logprobs is not None
        rated = [
            (sum(p) / max(1, len(p)), self._model.decode(t))
            for p, t in zip(result.logprobs, result.tokens, strict=True)
        ]
        return [
            [text for _, text in sorted(rated[i : i + copies], reverse=True)]
            for i in range(0, len(rated), copies)
        ]
