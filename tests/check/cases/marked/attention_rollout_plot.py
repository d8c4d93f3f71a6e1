import numpy as np
import torch
from torch import nn


class Attn(nn.Module):
    def __init__(self, dim=4):
        super().__init__()
        self.qkv = nn.Linear(dim, 3 * dim)
        self.last = None

    def forward(self, x):
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        weights = (q @ k.transpose(1, 2)).softmax(-1)
        self.last = weights.detach()
        return weights @ v


class ViT(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([Attn(), Attn()])

    def forward(self, x):
        for block in self.blocks:
            x = x + block(x)
        return x

    def attention_maps(self):
        return [block.last for block in self.blocks]


def rollout(maps):
    result = np.eye(maps[0].shape[-1])
    for m in maps:
        result = m[0].numpy() @ result  # mended: result = m[0].cpu().numpy() @ result
    return result


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
vit = ViT().to(device).eval()
vit(torch.randn(1, 3, 4, device=device))
print(rollout(vit.attention_maps()))  # or here
