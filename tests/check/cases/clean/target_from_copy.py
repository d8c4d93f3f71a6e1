import copy

import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
online = nn.Linear(3, 2).to(device)
target = copy.deepcopy(online).eval()
obs = torch.randn(4, 3, device=device)
print((online(obs) - target(obs)).abs().max().item())
