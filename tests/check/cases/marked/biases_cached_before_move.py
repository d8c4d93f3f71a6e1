import torch
from torch import nn


class BiasedAttention(nn.Module):
    def __init__(self, heads, points):
        super().__init__()
        self.heads = heads
        self.attention_biases = nn.Parameter(torch.zeros(heads, points))
        index = (torch.arange(points)[:, None] - torch.arange(points)[None]).abs()
        self.register_buffer("index", index)
        self.ab = self.attention_biases[:, self.index].detach()  # mended: self.register_buffer("ab", self.attention_biases[:, self.index].detach())
        self.qkv = nn.Linear(4, 12)

    def forward(self, x):
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        attn = q @ k.transpose(-2, -1)
        attn = attn.unsqueeze(1) + self.ab  # or here
        return attn.softmax(-1).mean(1) @ v


device = "cuda" if torch.cuda.is_available() else "cpu"
model = BiasedAttention(2, 3)
model = model.to(device)
print(model(torch.randn(1, 3, 4, device=device)).shape)
