import math
import torch
from torch import nn


class Bias(nn.Module):
    def __init__(self, buckets=8, heads=2):
        super().__init__()
        self.table = nn.Embedding(buckets, heads)
        self.buckets = buckets

    @staticmethod
    def bucket(rel, n):
        rel = rel.abs().clamp(max=n - 1)
        return rel

    def forward(self, q_len, k_len):
        q = torch.arange(q_len)[:, None]  # or here
        k = torch.arange(k_len)[None, :]  # or here
        ids = self.bucket(k - q, self.buckets)  # or here
        return self.table(ids).permute(2, 0, 1)  # mended: return self.table(ids.to(self.table.weight.device)).permute(2, 0, 1)


class Attn(nn.Module):
    def __init__(self):
        super().__init__()
        self.bias = Bias()
        self.qk = nn.Linear(4, 8)

    def forward(self, x):
        q, k = self.qk(x).view(*x.shape[:2], 2, 4).permute(2, 0, 3, 1)[..., None].chunk(2)
        return (x @ x.transpose(1, 2)).unsqueeze(1) + self.bias(x.shape[1], x.shape[1])


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(Attn().to(device)(torch.randn(2, 3, 4, device=device)))
