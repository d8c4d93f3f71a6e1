import torch
import torch.nn.functional as F
from torch import nn


class OrdinalBins:
    def __init__(self, low, high, count):
        self.low, self.high, self.count = low, high, count

    def edges(self):
        return torch.linspace(self.low, self.high, self.count + 1)[1:-1]  # mended: return torch.linspace(self.low, self.high, self.count + 1, device=device)[1:-1]

    def encode(self, depth):
        return torch.bucketize(depth, self.edges())  # or here


class DepthNet(nn.Module):
    def __init__(self, bins):
        super().__init__()
        self.bins = bins
        self.conv = nn.Conv2d(3, bins.count, 1)

    def forward(self, image):
        return self.conv(image)

    def loss(self, image, depth):
        target = self.bins.encode(depth)  # or here
        return F.cross_entropy(self(image), target)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = DepthNet(OrdinalBins(0.0, 10.0, 5)).to(device)
image = torch.rand(2, 3, 4, 4, device=device)
net.loss(image, 10 * torch.rand(2, 4, 4, device=device)).backward()
