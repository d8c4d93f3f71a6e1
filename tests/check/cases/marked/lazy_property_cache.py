from functools import cached_property

import torch
from torch import nn


class Grid(nn.Module):
    def __init__(self, h, w):
        super().__init__()
        self.h, self.w = h, w
        self.scale = nn.Parameter(torch.ones(2))

    @cached_property
    def coords(self):
        ys, xs = torch.meshgrid(torch.arange(self.h), torch.arange(self.w), indexing="ij")  # or here
        return torch.stack([ys, xs], -1).float()

    def forward(self, flow):
        return flow + self.coords * self.scale  # mended: return flow + self.coords.to(flow) * self.scale


grid = Grid(2, 3)
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
grid.to(device)
print(grid(torch.zeros(1, 2, 3, 2, device=device)).shape)
