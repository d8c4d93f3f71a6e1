import torch
from torch import nn


class TriangularCausalMask:
    def __init__(self, batch, length):
        with torch.no_grad():
            self._mask = torch.triu(torch.ones(batch, 1, length, length, dtype=torch.bool), diagonal=1)

    @property
    def mask(self):
        return self._mask


class FullAttention(nn.Module):
    def __init__(self, causal=True):
        super().__init__()
        self.causal = causal

    def forward(self, queries, keys, values, attn_mask=None):
        B, L, H, E = queries.shape
        scores = torch.einsum("blhe,bshe->bhls", queries, keys)
        if self.causal:
            if attn_mask is None:
                attn_mask = TriangularCausalMask(B, L)  # or here
            scores.masked_fill_(attn_mask.mask, float("-inf"))  # mended: scores.masked_fill_(attn_mask.mask.to(scores.device), float("-inf"))
        return torch.einsum("bhls,bshd->blhd", scores.softmax(-1), values)


class Block(nn.Module):
    def __init__(self, d, heads):
        super().__init__()
        self.qkv = nn.Linear(d, 3 * d)
        self.heads = heads
        self.attention = FullAttention()

    def forward(self, x):
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        split = lambda t: t.view(*t.shape[:2], self.heads, -1)
        return self.attention(split(q), split(k), split(v)).flatten(2)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(Block(8, 2).to(device)(torch.randn(2, 5, 8).to(device)).shape)
