import copy
import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 3).to(device)
for _ in range(2):
    net(torch.randn(2, 3, device=device)).sum().backward()
net = net.cpu()
print(net(torch.randn(2, 3)))
best = copy.deepcopy(net)
best.to(device)
print(best(torch.randn(2, 3, device=device)))
