import math

import torch
import torch.nn.functional as F
from torch import nn


class NoisyLinear(nn.Module):
    def __init__(self, n_in, n_out, std=0.5):
        super().__init__()
        self.n_in, self.n_out = n_in, n_out
        self.weight = nn.Parameter(torch.empty(n_out, n_in).uniform_(-0.1, 0.1))
        self.sigma = nn.Parameter(torch.full((n_out, n_in), std / math.sqrt(n_in)))
        self.register_buffer("epsilon", torch.zeros(n_out, n_in))

    @staticmethod
    def scale_noise(size):
        x = torch.randn(size)
        return x.sign() * x.abs().sqrt()

    def reset_noise(self):
        rows, cols = self.scale_noise(self.n_out), self.scale_noise(self.n_in)
        self.epsilon = torch.outer(rows, cols)  # mended: self.epsilon.copy_(torch.outer(rows, cols))

    def forward(self, x):
        return F.linear(x, self.weight + self.sigma * self.epsilon)  # or here


class Rainbow(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 8)
        self.value = NoisyLinear(8, 2)

    def forward(self, x):
        return self.value(torch.relu(self.fc(x)))

    def reset_noise(self):
        for name, module in self.named_children():
            if isinstance(module, NoisyLinear):
                module.reset_noise()  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = Rainbow().to(device)
for _ in range(2):
    net.reset_noise()  # or here
    net(torch.randn(3, 4, device=device)).sum().backward()  # or here
