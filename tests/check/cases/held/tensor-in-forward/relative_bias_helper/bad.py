import math

import torch
from torch import nn


class RelativeBias(nn.Module):
    """Bucketed distances between query and key positions, one learned bias per bucket and head."""

    def __init__(self, buckets=8, max_distance=16, heads=2):
        super().__init__()
        self.buckets = buckets
        self.max_distance = max_distance
        self.table = nn.Embedding(buckets, heads)

    def bucket(self, distance):
        n = -distance
        n = torch.max(n, torch.zeros_like(n))
        exact = self.buckets // 2
        is_small = n < exact
        large = exact + (
            torch.log(n.float() / exact + 1e-6) / math.log(self.max_distance / exact)
            * (self.buckets - exact)
        ).long()
        large = torch.min(large, torch.full_like(large, self.buckets - 1))
        return torch.where(is_small, n, large)

    def distances(self, queries, keys):
        q = torch.arange(queries, dtype=torch.long)[:, None]
        k = torch.arange(keys, dtype=torch.long)[None, :]
        return k - q

    def forward(self, queries, keys):
        bias = self.table(self.bucket(self.distances(queries, keys)))
        return bias.permute(2, 0, 1).unsqueeze(0)


class Attention(nn.Module):
    def __init__(self, width=8, heads=2):
        super().__init__()
        self.heads = heads
        self.q = nn.Linear(width, width, bias=False)
        self.k = nn.Linear(width, width, bias=False)
        self.v = nn.Linear(width, width, bias=False)
        self.bias = RelativeBias(heads=heads)

    def forward(self, x):
        b, t, c = x.shape
        q, k, v = (f(x).view(b, t, self.heads, -1).transpose(1, 2) for f in (self.q, self.k, self.v))
        scores = q @ k.transpose(-1, -2) + self.bias(t, t)
        return (scores.softmax(-1) @ v).transpose(1, 2).reshape(b, t, c)


def run():
    dev = "cuda" if torch.cuda.is_available() else "cpu"
    layer = Attention().to(dev).eval()
    with torch.no_grad():
        return layer(torch.randn(1, 6, 8, device=dev))


print(run().shape)
