import torch
from torch import nn

if torch.cuda.is_available():
    torch.set_default_device("cuda")
net = nn.Linear(3, 2)
x = torch.randn(4, 3)
y = torch.tensor([0, 1, 0, 1])
print(nn.functional.cross_entropy(net(x), y).item())
