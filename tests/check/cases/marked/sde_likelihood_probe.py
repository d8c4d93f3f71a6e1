import torch
from torch import nn


def skewed_divergence(fn, x):
    probe = torch.randint(0, 2, x.shape).float() * 2 - 1  # mended: probe = torch.randint(0, 2, x.shape, device=x.device).float() * 2 - 1
    with torch.enable_grad():
        x.requires_grad_(True)
        value = torch.sum(fn(x) * probe)  # or here
        grad = torch.autograd.grad(value, x)[0]
    return (grad * probe).flatten(1).sum(1)  # or here


class Drift(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 3))

    def forward(self, x):
        return skewed_divergence(self.net, x)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(Drift().to(device)(torch.randn(4, 3, device=device)))
