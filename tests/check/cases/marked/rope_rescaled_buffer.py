import torch
from torch import nn


class DynamicRotary(nn.Module):
    def __init__(self, dim, max_positions=4, base=10000.0):
        super().__init__()
        self.dim, self.base, self.max_positions = dim, base, max_positions
        inv_freq = 1.0 / base ** (torch.arange(0, dim, 2).float() / dim)
        self.register_buffer("inv_freq", inv_freq, persistent=False)

    def rescale(self, length):
        base = self.base * (length / self.max_positions)
        inv_freq = 1.0 / base ** (torch.arange(0, self.dim, 2).float() / self.dim)  # mended: inv_freq = 1.0 / base ** (torch.arange(0, self.dim, 2, device=self.inv_freq.device).float() / self.dim)
        self.register_buffer("inv_freq", inv_freq, persistent=False)  # or here
        self.max_positions = length

    def forward(self, x):
        if x.shape[1] > self.max_positions:
            self.rescale(x.shape[1])  # or here
        t = torch.arange(x.shape[1], device=x.device)
        freqs = torch.outer(t, self.inv_freq)  # or here
        return freqs.cos(), freqs.sin()


class Layer(nn.Module):
    def __init__(self, dim=4):
        super().__init__()
        self.rotary = DynamicRotary(dim)
        self.proj = nn.Linear(dim, dim)

    def forward(self, x):
        cos, sin = self.rotary(x)
        q = self.proj(x)
        return torch.cat([q[..., :2] * cos, q[..., 2:] * sin], -1)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(Layer().to(device)(torch.randn(1, 6, 4, device=device)).shape)
