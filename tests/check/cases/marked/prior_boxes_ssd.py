import itertools
import torch
from torch import nn


class PriorBox:
    def __init__(self, sizes):
        self.sizes = sizes

    def forward(self):
        rows = []
        for k, f in enumerate(self.sizes):
            for i, j in itertools.product(range(f), repeat=2):
                rows += [(i + 0.5) / f, (j + 0.5) / f, 0.2, 0.2]
        return torch.tensor(rows).view(-1, 4)  # or here


class SSD(nn.Module):
    def __init__(self):
        super().__init__()
        self.priors = PriorBox([2]).forward()  # mended: self.register_buffer("priors", PriorBox([2]).forward())
        self.loc = nn.Conv2d(3, 4, 1)

    def forward(self, x):
        loc = self.loc(x).permute(0, 2, 3, 1).reshape(x.size(0), -1, 4)
        return loc * self.priors[:, 2:].repeat(1, 2) + self.priors  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
SSD().to(device)(torch.rand(1, 3, 2, 2).to(device))
