import torch
from torch import nn


class Stateful:
    def __init__(self, net, device):
        self.net = net.to(device)
        self.device = device
        self.reset()

    def reset(self):
        self.h = torch.zeros(1, 1, 4)  # mended: self.h = torch.zeros(1, 1, 4, device=self.device)

    def step(self, x):
        out, self.h = self.net(x.to(self.device).view(1, 1, -1), self.h)  # or here
        return out


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
s = Stateful(nn.GRU(3, 4), device)
print(s.step(torch.randn(3)))
