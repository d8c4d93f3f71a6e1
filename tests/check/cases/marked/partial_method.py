from functools import partial
import torch
from torch import nn


def draw(mean, n):
    noise = torch.randn(n, 3)  # mended: noise = torch.randn(n, 3, device=mean.device)
    return mean + noise  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
mean = torch.zeros(3, device=device)
sampler = partial(draw, mean)
out = sampler(5)  # or here
