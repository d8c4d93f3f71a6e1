"""A loss that is one of several, by its name: `cls_loss`, `loss_kl`, `loss2`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene

_WHOLE = {
    "loss",
    "total",
    "sum",
    "mean",
    "train",
    "batch",
    "step",
    "running",
    "epoch",
    "val",
    "self",
}
_SIDES = {
    "d",
    "g",
    "disc",
    "gen",
    "discriminator",
    "generator",
    "critic",
    "actor",
    "policy",
    "value",
}
"""Losses of models that are trained in turn."""


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    name = facts.get("call_object")
    if facts.get("call_method") != "backward" or not re.fullmatch(r"[A-Za-z_][\w.]*", str(name)):
        return {}
    parts = set(re.findall(r"[a-z]+|\d+", str(name).lower())) - _WHOLE
    if _SIDES & parts:
        return {}
    return {"loss_part": name} if "loss" in str(name).lower() and parts else {}
