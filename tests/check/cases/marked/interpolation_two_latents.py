import numpy as np
import torch
from torch import nn


def slerp(a, b, t):
    return (1 - t) * a + t * b  # or here


@torch.no_grad()
def interpolate(G, device, steps=3):
    z1 = torch.randn(1, 4).to(device)
    z2 = torch.randn(1, 4)  # mended: z2 = torch.randn(1, 4).to(device)
    out = []
    for t in np.linspace(0, 1, steps):
        out.append(G(slerp(z1, z2, float(t))))  # or here
    return torch.cat(out)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
interpolate(nn.Linear(4, 2).to(device), device)
