import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(4, 1).to(device)
criterion = nn.MarginRankingLoss(0.1)


def step(better, worse):
    a, b = net(better.to(device)), net(worse.to(device))
    target = torch.ones(a.size())  # mended: target = torch.ones_like(a)
    return criterion(a, b, target)  # or here


step(torch.randn(3, 4), torch.randn(3, 4)).backward()
