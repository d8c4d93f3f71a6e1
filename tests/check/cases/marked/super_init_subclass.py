import torch
from torch import nn


class Base(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.scale = torch.ones(dim)  # mended: self.register_buffer("scale", torch.ones(dim))
        self.body = nn.Linear(dim, dim)

    def normalise(self, x):
        return x * self.scale  # or here


class Deep(Base):
    def __init__(self, dim):
        super().__init__(dim)
        self.head = nn.Linear(dim, 1)

    def forward(self, x):
        return self.head(self.normalise(self.body(x)))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Deep(3).to(device)(torch.randn(2, 3).to(device))
