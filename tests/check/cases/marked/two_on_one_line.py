import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 2).to(device)
x, y = torch.rand(4, 3), torch.randint(0, 2, (4,))
x = x.to(device); y.to(device)  # mended: x = x.to(device); y = y.to(device)
print(nn.functional.cross_entropy(net(x), y))  # or here
