import functools
import torch
from torch import nn

device = "cuda" if torch.cuda.is_available() else "cpu"
zeros = functools.partial(torch.zeros, device=device)
net = nn.Linear(3, 3).to(device)
print(net(zeros(2, 3)) + zeros(3))
kw = dict(device=device, dtype=torch.float32)
print(net(torch.ones(2, 3, **kw)))
