import torch
from torch import nn


class Rotary(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.inv_freq = 1.0 / (10000 ** (torch.arange(0, dim, 2).float() / dim))  # mended: self.register_buffer("inv_freq", 1.0 / (10000 ** (torch.arange(0, dim, 2).float() / dim)))
        self.cached = None

    def tables(self, n, device):
        if self.cached is None:
            t = torch.arange(n, device=device).float()
            freqs = torch.outer(t, self.inv_freq)  # or here
            self.cached = (freqs.cos(), freqs.sin())
        return self.cached

    def forward(self, x):
        cos, sin = self.tables(x.shape[1], x.device)
        a, b = x.chunk(2, -1)
        return torch.cat([a * cos - b * sin, a * sin + b * cos], -1)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
r = Rotary(8).to(device)
print(r(torch.randn(2, 5, 8, device=device)))
