import torch
from torch import nn


class Rotary(nn.Module):
    def __init__(self, dim, base=10000):
        super().__init__()
        self.dim, self.base = dim, base
        self._cache = {}

    def tables(self, length):
        if length not in self._cache:
            inv = 1.0 / self.base ** (torch.arange(0, self.dim, 2).float() / self.dim)  # or here
            angles = torch.outer(torch.arange(length).float(), inv)  # or here
            self._cache[length] = angles.cos(), angles.sin()  # or here
        return self._cache[length]

    def forward(self, x):
        cos, sin = self.tables(x.shape[-2])  # mended: cos, sin = (t.to(x.device) for t in self.tables(x.shape[-2]))
        even, odd = x[..., ::2], x[..., 1::2]
        return torch.cat([even * cos - odd * sin, even * sin + odd * cos], -1)  # or here


class Attention(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.rotary = Rotary(dim)
        self.to_q = nn.Linear(dim, dim)
        self.to_k = nn.Linear(dim, dim)

    def forward(self, x):
        q, k = self.rotary(self.to_q(x)), self.rotary(self.to_k(x))
        return q @ k.mT


device = "cuda" if torch.cuda.is_available() else "cpu"
attention = Attention(4)
attention.to(device)
print(attention(torch.randn(1, 3, 4).to(device)).shape)
