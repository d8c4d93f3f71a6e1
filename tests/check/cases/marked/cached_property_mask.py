from functools import cached_property
import torch
from torch import nn


class Causal(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.size = size
        self.qkv = nn.Linear(4, 12)

    @cached_property
    def mask(self):
        return torch.tril(torch.ones(self.size, self.size)).bool()  # mended: return torch.tril(torch.ones(self.size, self.size, device=self.qkv.weight.device)).bool()

    def forward(self, x):
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        scores = q @ k.transpose(-2, -1)
        scores = scores.masked_fill(~self.mask, float("-inf"))  # or here
        return scores.softmax(-1) @ v


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Causal(3).to(device)(torch.randn(1, 3, 4, device=device))
