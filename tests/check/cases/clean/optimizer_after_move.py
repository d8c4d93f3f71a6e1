import torch
from torch import nn

net = nn.Linear(3, 1)
net.to("cuda" if torch.cuda.is_available() else "cpu")
optimizer = torch.optim.Adagrad(net.parameters())
device = next(net.parameters()).device
net(torch.ones(1, 3, device=device)).sum().backward()
optimizer.step()
