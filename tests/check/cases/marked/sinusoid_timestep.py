import math
import torch
from torch import nn


def timestep_embedding(t, dim):
    half = dim // 2
    freqs = torch.exp(-math.log(10000) * torch.arange(half) / half)  # mended: freqs = torch.exp(-math.log(10000) * torch.arange(half, device=t.device) / half)
    args = t[:, None].float() * freqs[None]  # or here
    return torch.cat([args.cos(), args.sin()], dim=-1)


class UNet(nn.Module):
    def __init__(self, dim=8):
        super().__init__()
        self.dim = dim
        self.mlp = nn.Sequential(nn.Linear(dim, dim), nn.SiLU(), nn.Linear(dim, 4))

    def forward(self, x, t):
        return x + self.mlp(timestep_embedding(t, self.dim))


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    net = UNet().to(device)
    x = torch.randn(3, 4).to(device)
    t = torch.randint(0, 10, (3,)).to(device)
    print(net(x, t))


main()
