import argparse

import torch
from torch import nn


class DropPath(nn.Module):
    """Drops whole residual branches, one choice per sample."""

    def __init__(self, p=0.1):
        super().__init__()
        self.p = p

    def forward(self, x):
        if self.p == 0 or not self.training:
            return x
        keep = 1 - self.p
        shape = (x.shape[0],) + (1,) * (x.ndim - 1)
        return x / keep * torch.rand(shape, dtype=x.dtype, device=x.device).lt(keep).float()


class MixerBlock(nn.Module):
    def __init__(self, tokens, width):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.token_mix = nn.Linear(tokens, tokens)
        self.channel_mix = nn.Sequential(nn.Linear(width, width), nn.GELU())
        self.drop = DropPath(0.2)

    def forward(self, x):
        x = x + self.drop(self.token_mix(self.norm1(x).transpose(1, 2)).transpose(1, 2))
        return x + self.drop(self.channel_mix(self.norm2(x)))


class Mixer(nn.Module):
    def __init__(self, tokens=4, width=6, depth=2, classes=3):
        super().__init__()
        self.blocks = nn.Sequential(*[MixerBlock(tokens, width) for _ in range(depth)])
        self.head = nn.Linear(width, classes)

    def forward(self, x):
        return self.head(self.blocks(x).mean(dim=1))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gpu", type=int, default=0)
    args = parser.parse_args()
    device = torch.device(f"cuda:{args.gpu}" if torch.cuda.is_available() else "cpu")
    model = Mixer().to(device).train()
    x = torch.randn(2, 4, 6).to(device)
    y = torch.tensor([0, 2]).to(device)
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    print(loss.item())


main()
