"""Rotary position embeddings (Su et al., 2021): angles per position, long-context forms."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True)
class Rope:
    """theta and scaling as config.json states them."""

    head_width: int
    theta: float = 10000.0
    kind: str = "default"
    factor: float = 1.0
    low: float = 1.0
    high: float = 4.0
    original: int = 8192

    KINDS = ("default", "linear", "llama3")

    def frequencies(self) -> Tensor:
        """Radians per position, (E / 2,), float32: theta^(-2 i / E), then scaled.

        linear: all divided by `factor` (Chen et al., 2023). llama3: wavelengths beyond
        original / low divided by `factor`, those within original / high unchanged, linear in
        between (Llama 3.1 model card and reference code).
        """
        steps = torch.arange(0, self.head_width, 2, dtype=torch.int64).float() / self.head_width
        plain = 1.0 / (self.theta**steps)
        if self.kind == "linear":
            return plain / self.factor
        if self.kind != "llama3":
            return plain
        turns = self.original * plain / (2 * math.pi)
        blend = ((turns - self.low) / (self.high - self.low)).clamp(0, 1)
        return (1 - blend) * plain / self.factor + blend * plain

    def tables(self, positions: int, device: torch.device, dtype: torch.dtype) -> Tensor:
        """cos and sin, (2, positions, E): both halves of E hold the same angles, the first half of
        the sines negative, as rotating (x, y) to (x cos - y sin, y cos + x sin) needs them."""
        angles = torch.outer(torch.arange(positions).float(), self.frequencies())
        cos, sin = angles.cos(), angles.sin()
        tables = (torch.cat((cos, cos), dim=-1), torch.cat((-sin, sin), dim=-1))
        return torch.stack(tables).to(device, dtype)


def rope_of(config: Mapping[str, Any], head_width: int) -> Rope | None:
    """The rope of a config.json, in its newer (`rope_parameters`) or older (`rope_theta`,
    `rope_scaling`) form. None where its kind is not one of `Rope.KINDS`."""
    settings = {**(config.get("rope_scaling") or {}), **(config.get("rope_parameters") or {})}
    kind = settings.get("rope_type") or settings.get("type") or "default"
    if kind not in Rope.KINDS or settings.get("partial_rotary_factor", 1) != 1:
        return None
    return Rope(
        head_width=head_width,
        theta=float(settings.get("rope_theta") or config.get("rope_theta") or 10000.0),
        kind=kind,
        factor=float(settings.get("factor") or 1.0),
        low=float(settings.get("low_freq_factor") or 1.0),
        high=float(settings.get("high_freq_factor") or 4.0),
        original=int(settings.get("original_max_position_embeddings") or 8192),
    )
