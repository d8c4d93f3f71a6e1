import torch
from torch import nn


class Coupling(nn.Module):
    def __init__(self, mask):
        super().__init__()
        self.mask = mask  # mended: self.register_buffer("mask", mask)
        self.net = nn.Linear(4, 4)

    def forward(self, x):
        frozen = x * self.mask  # or here
        return frozen + (1 - self.mask) * self.net(frozen)


class Flow(nn.Module):
    def __init__(self, depth=2):
        super().__init__()
        layers = []
        for i in range(depth):
            mask = torch.zeros(4)  # or here
            mask[i % 2 :: 2] = 1
            layers.append(Coupling(mask))
        self.layers = nn.ModuleList(layers)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
f = Flow().to(device)
print(f(torch.randn(2, 4, device=device)))
