import torch
from torch import nn


class Codebook(nn.Module):
    def __init__(self, n, d):
        super().__init__()
        self.n = n
        self.proj = nn.Linear(d, d)
        self.usage = torch.zeros(n)  # mended: self.register_buffer("usage", torch.zeros(n))

    def forward(self, z):
        logits = self.proj(z)
        index = logits.argmax(-1)
        counts = torch.bincount(index, minlength=self.n).float()
        self.usage = 0.9 * self.usage + 0.1 * counts  # or here
        return logits


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Codebook(3, 3).to(device)(torch.randn(2, 3, device=device))
