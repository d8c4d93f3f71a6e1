import torch
import torch.nn.functional as F
from torch import nn


class StaticCache:
    def __init__(self, batch, heads, length, dim, dtype=torch.float32):
        shape = (batch, heads, length, dim)
        self.k = torch.zeros(shape, dtype=dtype)  # mended: self.k = torch.zeros(shape, dtype=dtype, device=device)
        self.v = torch.zeros(shape, dtype=dtype)  # mended: self.v = torch.zeros(shape, dtype=dtype, device=device)

    def update(self, position, k, v):
        self.k.index_copy_(2, position, k)  # or here
        self.v.index_copy_(2, position, v)  # or here
        return self.k, self.v


class Attention(nn.Module):
    def __init__(self, dim=8, heads=2):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(dim, 3 * dim)

    def forward(self, x, position, cache):
        b, n, d = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        k, v = cache.update(position, k, v)  # or here
        return F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, n, d)


device = "cuda" if torch.cuda.is_available() else "cpu"
attn = Attention().to(device).eval()
cache = StaticCache(1, 2, 6, 4)  # or here
with torch.no_grad():
    for i in range(3):
        token = torch.randn(1, 1, 8, device=device)
        out = attn(token, torch.tensor([i], device=device), cache)  # or here
print(out.shape)
