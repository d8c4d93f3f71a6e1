import math

import torch
import torch.nn.functional as F
from torch import nn


class Gaussian:
    def __init__(self, mu, rho):
        self.mu, self.rho = mu, rho

    @property
    def sigma(self):
        return torch.log1p(torch.exp(self.rho))

    def sample(self):
        epsilon = torch.randn(self.rho.size())  # mended: epsilon = torch.randn(self.rho.size(), device=self.rho.device)
        return self.mu + self.sigma * epsilon  # or here

    def log_prob(self, x):
        return (-math.log(math.sqrt(2 * math.pi)) - torch.log(self.sigma)
                - (x - self.mu) ** 2 / (2 * self.sigma**2)).sum()


class BayesianLinear(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.weight_mu = nn.Parameter(torch.zeros(outputs, inputs))
        self.weight_rho = nn.Parameter(torch.full((outputs, inputs), -3.0))

    def forward(self, x):
        weight = Gaussian(self.weight_mu, self.weight_rho).sample()  # or here
        return F.linear(x, weight)


DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Sequential(BayesianLinear(4, 6), nn.ReLU(), BayesianLinear(6, 2)).to(DEVICE)
net(torch.randn(3, 4, device=DEVICE)).sum().backward()
