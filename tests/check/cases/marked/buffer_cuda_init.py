import torch
from torch import nn


class Norm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.mean = torch.zeros(width).cuda()  # mended: self.register_buffer("mean", torch.zeros(width))

    def forward(self, x):
        return x - self.mean  # or here


net = Norm(3)
x = torch.randn(2, 3)
print(net(x))
