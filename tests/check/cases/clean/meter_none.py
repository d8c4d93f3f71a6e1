import torch
from torch import nn


class Meter:
    def __init__(self, names):
        self.values = {n: None for n in names}

    def update(self, **losses):
        for name, value in losses.items():
            old = self.values[name]
            new = value.detach().view(1)
            self.values[name] = new if old is None else 0.9 * old + 0.1 * new


class Trainer:
    def __init__(self):
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.net = nn.Linear(4, 1).to(self.device)
        self.meter = Meter(["loss"])

    def step(self):
        x = torch.randn(6, 4).to(self.device)
        self.meter.update(loss=self.net(x).mean())


Trainer().step()
