import torch
from torch import nn


class Whitening:
    def __init__(self, width):
        self.mean = torch.zeros(width)
        self.std = torch.ones(width)

    def cuda(self):
        self.mean = self.mean.cuda()
        self.std = self.std.cuda()
        return self

    def __call__(self, x):
        return (x - self.mean) / self.std


def main():
    net, white = nn.Linear(4, 2), Whitening(4)
    x = torch.randn(3, 4)
    if torch.cuda.is_available():
        net, white, x = net.cuda(), white.cuda(), x.cuda()
    print(net(white(x)).sum().item())


main()
