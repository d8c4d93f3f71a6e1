import torch
from torch import nn

net = nn.Linear(3, 2)
if torch.cuda.is_available():
    net = nn.DataParallel(net.cuda())
print(net(torch.randn(2, 3)).sum().item())
