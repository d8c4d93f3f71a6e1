import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
with device:
    net = nn.Linear(3, 2)
    x = torch.randn(4, 3)
    mask = torch.ones(4, 1)
print((net(x) * mask).sum().item())
