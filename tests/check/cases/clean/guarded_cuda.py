import argparse

import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--no-cuda", action="store_true")
args = parser.parse_args()
args.cuda = not args.no_cuda and torch.cuda.is_available()
net = nn.Linear(3, 2)
x = torch.randn(2, 3)
if args.cuda:
    net.cuda()
    x = x.cuda()
print(net(x).sum().item())
