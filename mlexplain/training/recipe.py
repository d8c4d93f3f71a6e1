"""The settings of a training run, from a TOML file of `models/recipe/`."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from mlexplain.explain.knowledge import read_toml


@dataclass(frozen=True, slots=True)
class ModelSize:
    """The shape of the network (Llama, tied embeddings, as many key heads as query heads)."""

    width: int
    layers: int
    heads: int
    feed_forward: int
    context: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """How it is trained."""

    batch_tokens: int
    """Padded tokens per step."""
    learning_rate: float
    warmup_steps: int
    decay_share: float
    """Share of all steps, at the end, in which the learning rate falls to zero."""
    weight_decay: float
    clip: float
    """Largest norm of the gradient."""
    betas: tuple[float, float]
    seed: int
    save_minutes: float
    validate_steps: int

    def rate(self, step: int, steps: int) -> float:
        """Learning rate of a step: warm-up, level, then down along half a cosine.

        Warm-up, stable, decay (Hu et al., 2024): a run can be prolonged before its decay begins.
        """
        import math

        if step < self.warmup_steps:
            return self.learning_rate * (step + 1) / self.warmup_steps
        decay = max(1, round(self.decay_share * steps))
        left = steps - step
        if left >= decay:
            return self.learning_rate
        return self.learning_rate * 0.5 * (1 - math.cos(math.pi * left / decay))


@dataclass(frozen=True, slots=True)
class Recipe:
    name: str
    vocabulary: int
    model: ModelSize
    training: Schedule


def read_recipe(path: Path) -> Recipe:
    """Read a recipe. Raises `ValueError` naming what is missing or unknown."""
    raw = read_toml(path)
    try:
        return Recipe(
            name=raw["name"],
            vocabulary=raw["tokenizer"]["size"],
            model=_section(ModelSize, raw["model"], path),
            training=_section(Schedule, raw["training"], path),
        )
    except KeyError as error:
        raise ValueError(f"{path.name}: {error} is missing") from None


def _section(kind: type, raw: dict[str, Any], path: Path) -> Any:
    known = {f.name for f in fields(kind)}
    if unknown := set(raw) - known:
        raise ValueError(f"{path.name}: unknown setting {sorted(unknown)[0]}")
    if missing := known - set(raw):
        raise ValueError(f"{path.name}: {sorted(missing)[0]} is missing")
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in raw.items()})
