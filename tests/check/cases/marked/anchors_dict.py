import torch
from torch import nn


class Head(nn.Module):
    def __init__(self, sizes=(2, 4)):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 1)
        self.anchors = {s: torch.arange(4, dtype=torch.float32) * s for s in sizes}  # mended: self.anchors = {}; self.sizes = sizes

    def forward(self, x, size):
        out = self.conv(x).mean((2, 3))
        return out + self.anchors[size]  # mended: return out + torch.arange(4, device=x.device) * size


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
head = Head().to(device)
print(head(torch.randn(1, 3, 4, 4, device=device), 2))
