import torch
from torch import nn


def batches(n):
    for _ in range(n):
        x = torch.randn(4, 3)
        y = x.sum(1, keepdim=True)
        yield x, y  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 1).to(device)
criterion = nn.MSELoss()
for x, y in batches(2):
    out = net(x.to(device))
    loss = criterion(out, y)  # mended: loss = criterion(out, y.to(device))
    loss.backward()
