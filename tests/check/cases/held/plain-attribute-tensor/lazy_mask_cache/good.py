import torch
from torch import nn


class WindowAttention(nn.Module):
    """Self-attention within windows; shifted windows get a mask."""

    def __init__(self, width, window, heads=2, shift=0):
        super().__init__()
        self.window, self.heads, self.shift = window, heads, shift
        self.qkv = nn.Linear(width, width * 3)
        self.proj = nn.Linear(width, width)
        self.scale = (width // heads) ** -0.5
        self.register_buffer("mask", self._build_mask() if shift else None, persistent=False)

    def _build_mask(self):
        region = torch.zeros(self.window)
        region[-self.shift :] = 1
        difference = region.unsqueeze(0) - region.unsqueeze(1)
        return torch.where(difference == 0, 0.0, -100.0)

    def forward(self, x):
        b, n, c = x.shape
        if self.shift:
            x = torch.roll(x, -self.shift, dims=1)
        x = x.view(b * n // self.window, self.window, c)
        qkv = self.qkv(x).view(*x.shape[:2], 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        q, k, v = qkv.unbind(0)
        scores = (q * self.scale) @ k.transpose(-2, -1)
        if self.mask is not None:
            scores = scores + self.mask
        y = (scores.softmax(dim=-1) @ v).transpose(1, 2).reshape(b, n, c)
        y = self.proj(y)
        return torch.roll(y, self.shift, dims=1) if self.shift else y


class Stage(nn.Module):
    def __init__(self, width=8, window=4):
        super().__init__()
        self.blocks = nn.ModuleList(
            [WindowAttention(width, window), WindowAttention(width, window, shift=2)]
        )

    def forward(self, x):
        for block in self.blocks:
            x = x + block(x)
        return x


def main():
    gpu = torch.device("cuda", 0) if torch.cuda.is_available() else torch.device("cpu")
    stage = Stage().to(gpu)
    print(stage(torch.randn(2, 8, 8).to(gpu)).shape)


main()
