import torch
from torch import nn


def make_grid(h, w, device):
    ys = torch.linspace(-1, 1, h, device=device)
    xs = torch.linspace(-1, 1, w, device=device)
    return torch.stack(torch.meshgrid(ys, xs, indexing="ij"), -1)


class CoordConv(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(5, 4, 1)
        self.grids = {}

    def grid(self, x):
        key = (x.shape[-2:], x.device)
        if key not in self.grids:
            self.grids[key] = make_grid(*x.shape[-2:], x.device).permute(2, 0, 1)[None]
        return self.grids[key]

    def forward(self, x):
        g = self.grid(x).expand(x.shape[0], -1, -1, -1)
        return self.conv(torch.cat([x, g], 1))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(CoordConv().to(device)(torch.randn(1, 3, 4, 4, device=device)).shape)
