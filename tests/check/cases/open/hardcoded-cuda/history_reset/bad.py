import torch
from torch import nn


class Meter:
    """Smoothed values that stay on the card to avoid waiting."""

    def __init__(self, names):
        self.values = {n: torch.zeros(1).cuda() for n in names}

    def update(self, **losses):
        for name, value in losses.items():
            old = self.values[name]
            new = value.detach().view(1)
            self.values[name] = new if old is None else 0.9 * old + 0.1 * new

    def report(self):
        return {n: v.item() for n, v in self.values.items()}


class Trainer:
    def __init__(self):
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.net = nn.Linear(4, 1).to(self.device)
        self.optimizer = torch.optim.SGD(self.net.parameters(), lr=0.01)
        self.meter = Meter(["loss"])

    def step(self):
        x = torch.randn(6, 4).to(self.device)
        loss = self.net(x).pow(2).mean()
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.meter.update(loss=loss)


trainer = Trainer()
for _ in range(2):
    trainer.step()
print(trainer.meter.report())
