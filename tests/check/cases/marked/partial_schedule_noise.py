from functools import partial

import torch
from torch import nn


def add_noise(x, t, alphas):
    a = alphas[t][:, None]
    return a.sqrt() * x + (1 - a).sqrt() * torch.randn_like(x)  # or here


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    alphas = torch.linspace(0.99, 0.1, 10)  # mended: alphas = torch.linspace(0.99, 0.1, 10, device=device)
    corrupt = partial(add_noise, alphas=alphas)  # or here
    net = nn.Linear(4, 4).to(device)
    x = torch.rand(3, 4).to(device)
    t = torch.randint(0, 10, (3,), device=device)
    print(net(corrupt(x, t)).shape)  # or here


main()
