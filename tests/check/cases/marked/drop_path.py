import torch
from torch import nn


def drop_path(x, p, training):
    if p == 0.0 or not training:
        return x
    keep = 1 - p
    shape = (x.shape[0],) + (1,) * (x.ndim - 1)
    mask = torch.empty(shape).bernoulli_(keep)  # mended: mask = x.new_empty(shape).bernoulli_(keep)
    return x.div(keep) * mask  # or here


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(4, 4)

    def forward(self, x):
        return x + drop_path(self.l(x), 0.1, self.training)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(Block().to(device)(torch.randn(3, 4, device=device)))
