"""The training loop: resumable to the exact step, on a CPU or one GPU."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from mlexplain.training import data as text
from mlexplain.training.model import Llama
from mlexplain.training.recipe import Recipe, Schedule

_MOST_VALIDATION = 40
"""Batches of the validation set that are measured each time."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures of one moment. Losses are nats per target token."""

    step: int
    tokens: int
    """Padded tokens seen so far."""
    seconds: float
    train_loss: float
    valid_loss: float | None


@dataclass(slots=True)
class Position:
    """Where a run stands in its text."""

    step: int = 0
    epoch: int = 0
    batch: int = 0
    tokens: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class Run:
    """A model in training."""

    recipe: Recipe
    data: text.Data
    folder: Path
    device: torch.device
    model: Llama = field(init=False)
    optimizer: torch.optim.AdamW = field(init=False)
    position: Position = field(default_factory=Position)

    def __post_init__(self) -> None:
        torch.manual_seed(self.recipe.training.seed)
        vocabulary = len(json.loads(self.data.tokenizer)["model"]["vocab"])
        self.model = Llama(self.recipe.model, vocabulary).to(self.device)
        self.optimizer = _adamw(self.model, self.recipe.training, self.device)

    # -- going on

    def train(
        self,
        steps: int,
        minutes: float | None = None,
        report: Callable[[Measured], object] = lambda _: None,
    ) -> None:
        """Train up to step number `steps`, or until `minutes` have passed.

        The schedule is that of `steps`; a run stopped by `minutes` has not decayed and goes on where it
        stopped. Saves as it goes and at the end, also when interrupted.
        """
        started = saved = time.monotonic()
        before = self.position.seconds
        recent: list[float] = []
        settings = self.recipe.training
        try:
            for batch in self._batches():
                if self.position.step >= steps:
                    break
                now = time.monotonic()
                if minutes is not None and now - started > minutes * 60:
                    break
                recent.append(self._step(batch, settings.rate(self.position.step, steps)))
                self.position.step += 1
                self.position.batch += 1
                self.position.tokens += batch.inputs.size
                self.position.seconds = before + time.monotonic() - started
                if self.position.step % 20 == 0 or self.position.step == steps:
                    whole = self.position.step % settings.validate_steps == 0
                    whole = whole or self.position.step == steps
                    report(self._measured(recent, self.valid_loss() if whole else None))
                    recent.clear()
                if time.monotonic() - saved > settings.save_minutes * 60:
                    self.save()
                    saved = time.monotonic()
        finally:
            self.save()

    def _batches(self) -> Iterator[text.Batch]:
        """The batches from here on, epoch after epoch; whoever has used one counts it."""
        settings = self.recipe.training
        while True:
            rows = text.batches(
                self.data.train, settings.batch_tokens, settings.seed, self.position.epoch
            )
            for index in range(self.position.batch, len(rows)):
                yield text.batch(self.data.train, rows[index])
            self.position.epoch += 1
            self.position.batch = 0

    def _step(self, batch: text.Batch, rate: float) -> float:
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        loss, count = self._loss(batch)
        (loss / count).backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.recipe.training.clip)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        return float(loss.detach()) / count

    def _loss(self, batch: text.Batch) -> tuple[torch.Tensor, int]:
        inputs = torch.from_numpy(batch.inputs).to(self.device)
        labels = torch.from_numpy(batch.labels).to(self.device)
        mixed = self.device.type == "cuda"
        with torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=mixed):
            return self.model.loss(inputs, labels)

    def valid_loss(self) -> float:
        """Mean cross-entropy (nats) over the target tokens of the first validation batches."""
        settings = self.recipe.training
        total, count = 0.0, 0
        with torch.no_grad():
            for rows in text.batches(self.data.valid, settings.batch_tokens, 0, 0)[
                :_MOST_VALIDATION
            ]:
                loss, n = self._loss(text.batch(self.data.valid, rows))
                total, count = total + float(loss), count + n
        return total / max(1, count)

    def _measured(self, recent: list[float], valid: float | None) -> Measured:
        where = self.position
        mean = sum(recent) / len(recent)
        return Measured(where.step, where.tokens, where.seconds, mean, valid)

    # -- keeping

    @property
    def checkpoint(self) -> Path:
        return self.folder / "checkpoint.pt"

    def save(self) -> None:
        """Write all that is needed to go on exactly here, whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        where = self.position
        state: dict[str, Any] = {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "position": [where.step, where.epoch, where.batch, where.tokens, where.seconds],
        }
        draft = self.checkpoint.with_suffix(".new")
        torch.save(state, draft)
        os.replace(draft, self.checkpoint)

    def resume(self) -> bool:
        """Go on from the checkpoint, if there is one. Raises `ValueError` if it does not fit."""
        if not self.checkpoint.is_file():
            return False
        state = torch.load(self.checkpoint, map_location=self.device, weights_only=True)
        try:
            self.model.load_state_dict(state["model"])
        except RuntimeError:
            raise ValueError(
                f"{self.checkpoint} is of a model of another size or vocabulary; name another folder"
            ) from None
        self.optimizer.load_state_dict(state["optimizer"])
        self.position = Position(*state["position"])
        return True


def _adamw(model: Llama, settings: Schedule, device: torch.device) -> torch.optim.AdamW:
    """AdamW (Loshchilov & Hutter, 2019); norms are not decayed."""
    matrices = [p for p in model.parameters() if p.dim() >= 2]
    others = [p for p in model.parameters() if p.dim() < 2]
    return torch.optim.AdamW(
        [
            {"params": matrices, "weight_decay": settings.weight_decay},
            {"params": others, "weight_decay": 0.0},
        ],
        lr=settings.learning_rate,
        betas=settings.betas,
        fused=device.type == "cuda" or None,
    )
