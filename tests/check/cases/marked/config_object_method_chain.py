from dataclasses import dataclass, field

import torch
from torch import nn


@dataclass
class Config:
    classes: int = 3
    weights: list = field(default_factory=lambda: [0.2, 0.3, 0.5])
    device: str = "cuda" if torch.cuda.is_available() else "cpu"


class Learner:
    def __init__(self, cfg: Config):
        self.cfg = cfg
        self.model = self.build_model()
        self.criterion = self.build_criterion()  # or here

    def build_model(self):
        return nn.Linear(4, self.cfg.classes).to(self.cfg.device)

    def build_criterion(self):
        return nn.NLLLoss(weight=torch.tensor(self.cfg.weights))  # mended: return nn.NLLLoss(weight=torch.tensor(self.cfg.weights, device=self.cfg.device))

    def step(self, x, y):
        x, y = x.to(self.cfg.device), y.to(self.cfg.device)
        return self.criterion(self.model(x).log_softmax(-1), y)  # or here


print(Learner(Config()).step(torch.rand(2, 4), torch.tensor([0, 2])))
