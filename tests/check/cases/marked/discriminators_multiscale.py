import torch
from torch import nn


class Disc(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(1, 2, 3)

    def forward(self, x):
        return self.conv(x)


class MultiScale(nn.Module):
    def __init__(self):
        super().__init__()
        self.discs = nn.ModuleList([Disc() for _ in range(2)])

    def forward(self, x):
        outs = []
        for d in self.discs:
            outs.append(d(x))
            x = nn.functional.avg_pool1d(x, 2)
        return outs


class Trainer:
    def __init__(self, h):
        self.device = torch.device("cuda:{:d}".format(h) if torch.cuda.is_available() else "cpu")
        self.generator = nn.Conv1d(1, 1, 3, padding=1).to(self.device)
        self.msd = MultiScale()  # mended: self.msd = MultiScale().to(self.device)

    def step(self, y):
        y = y.to(self.device)
        y_hat = self.generator(y)
        return sum(o.mean() for o in self.msd(y_hat))  # or here


Trainer(0).step(torch.randn(1, 1, 16))
