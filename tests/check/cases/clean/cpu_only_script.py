import torch
from torch import nn

x = torch.randn(10, 3)
y = torch.randn(10, 1)
net = nn.Linear(3, 1)
optimizer = torch.optim.Adam(net.parameters())
weight = torch.ones(10, 1)
for _ in range(2):
    loss = (weight * (net(x) - y) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(net(x).detach().numpy().shape)
