import torch
from torch import nn

use_cuda = torch.cuda.is_available()
net = nn.Linear(3, 1)
if use_cuda:
    net = net.cuda()
mask = torch.ones(4, 1)
for _ in range(2):
    x = torch.randn(4, 3)
    if use_cuda:
        x = x.cuda()
        mask.cuda()  # mended: mask = mask.cuda()
    print((net(x) * mask).mean())
