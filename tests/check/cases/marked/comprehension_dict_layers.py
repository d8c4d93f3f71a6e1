import torch
from torch import nn


class Pyramid(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.lateral = {f"l{i}": nn.Conv2d(c, 4, 1) for i, c in enumerate(channels)}  # mended: self.lateral = nn.ModuleDict({f"l{i}": nn.Conv2d(c, 4, 1) for i, c in enumerate(channels)})
        self.smooth = nn.Conv2d(4, 4, 3, padding=1)

    def forward(self, feats):
        return [self.smooth(self.lateral[f"l{i}"](f)) for i, f in enumerate(feats)]  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Pyramid([2, 3]).to(device)([torch.randn(1, 2, 4, 4, device=device), torch.randn(1, 3, 2, 2, device=device)])
