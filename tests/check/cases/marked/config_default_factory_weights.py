from dataclasses import dataclass, field

import torch
import torch.nn.functional as F
from torch import nn


@dataclass
class LossConfig:
    gamma: float = 2.0
    weight: torch.Tensor = field(default_factory=lambda: torch.tensor([0.2, 0.8]))  # or here


@dataclass
class TrainConfig:
    lr: float = 1e-3
    loss: LossConfig = field(default_factory=LossConfig)
    device: str = "cuda" if torch.cuda.is_available() else "cpu"


def focal(logits, target, cfg):
    ce = F.cross_entropy(logits, target, weight=cfg.weight, reduction="none")  # mended: ce = F.cross_entropy(logits, target, weight=cfg.weight.to(logits.device), reduction="none")
    return ((1 - torch.exp(-ce)) ** cfg.gamma * ce).mean()


def run(cfg):
    model = nn.Linear(4, 2).to(cfg.device)
    optimizer = torch.optim.SGD(model.parameters(), lr=cfg.lr)
    for _ in range(2):
        x = torch.randn(6, 4, device=cfg.device)
        y = torch.randint(0, 2, (6,), device=cfg.device)
        loss = focal(model(x), y, cfg.loss)  # or here
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


run(TrainConfig())
