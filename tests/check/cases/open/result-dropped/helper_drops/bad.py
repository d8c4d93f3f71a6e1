import torch
from torch import nn


def train(device, steps=2):
    net = nn.Linear(4, 1).to(device)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for _ in range(steps):
        x = torch.randn(5, 4)
        y = x.sum(1, keepdim=True).to(device)
        x.cuda() if device.type == "cuda" else x
        loss = (net(x) - y).pow(2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


print(train(torch.device("cuda" if torch.cuda.is_available() else "cpu")))
