import torch
from torch import nn


class Pair(nn.Module):
    def __init__(self, a, b):
        super().__init__()
        self.a = a
        self.b = b
        self.all = [a, b]
        self.pairs = (self.a, self.b)

    def forward(self, x):
        for m in self.all:
            x = m(x)
        return self.pairs[0](x)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = Pair(nn.Linear(3, 3), nn.Linear(3, 3)).to(device)
print(net(torch.randn(2, 3, device=device)))
