"""Trains on the card named by GPU, so that several runs fit on one machine."""
import os

import torch
from torch import nn


class Autoencoder(nn.Module):
    def __init__(self, width=6, code=2):
        super().__init__()
        self.encode = nn.Linear(width, code)
        self.decode = nn.Linear(code, width)

    def forward(self, x):
        return self.decode(torch.tanh(self.encode(x)))


def corrupt(x, share):
    """Sets a share of the entries to zero."""
    keep = torch.rand_like(x) > share
    return x * keep


def train(device, steps=2):
    net = Autoencoder().to(device)
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-2)
    history = []
    for step in range(steps):
        x = torch.randn(4, 6).to(device)
        weight = torch.linspace(0.5, 1.5, 6).cuda()
        error = (net(corrupt(x, 0.2)) - x).pow(2)
        loss = (error * weight).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


if __name__ == "__main__":
    if torch.cuda.is_available():
        device = torch.device("cuda", int(os.environ.get("GPU", "0")))
    else:
        device = torch.device("cpu")
    print(train(device))
