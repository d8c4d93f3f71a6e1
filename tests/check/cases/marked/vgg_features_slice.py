import torch
from torch import nn


class Features(nn.Module):
    def __init__(self):
        super().__init__()
        net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Conv2d(4, 4, 3))
        self.parts = [net[:1], net[1:]]  # mended: self.parts = nn.ModuleList([net[:1], net[1:]])

    def forward(self, x):
        out = []
        for part in self.parts:
            x = part(x)  # or here
            out.append(x)
        return out


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
f = Features().to(device)
print(len(f(torch.rand(1, 3, 8, 8, device=device))))
