import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(3, 3)

    def forward(self, x):
        h = torch.zeros(3, 3).type(x.type())
        m = torch.ones(3).type(x.dtype).to(x)
        return self.l(x) @ h + m
