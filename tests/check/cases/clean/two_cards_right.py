import torch
from torch import nn


class Split(nn.Module):
    def __init__(self, first, second):
        super().__init__()
        self.first, self.second = first, second
        self.a = nn.Linear(3, 4).to(first)
        self.b = nn.Linear(4, 2).to(second)

    def forward(self, x):
        return self.b(self.a(x.to(self.first)).to(self.second))


if torch.cuda.device_count() >= 2:
    net = Split("cuda:0", "cuda:1")
else:
    net = Split("cpu", "cpu")
print(net(torch.randn(2, 3)).sum().item())
