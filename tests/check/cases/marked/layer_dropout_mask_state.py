import torch
from torch import nn


class VariationalDropout(nn.Module):
    def __init__(self, p=0.3):
        super().__init__()
        self.p = p
        self.mask = None

    def sample_mask(self, size):
        keep = torch.empty(size).bernoulli_(1 - self.p)  # mended: keep = torch.empty(size, device=device).bernoulli_(1 - self.p)
        self.mask = keep / (1 - self.p)

    def forward(self, x):
        if not self.training:
            return x
        return x * self.mask  # or here


class Cell(nn.Module):
    def __init__(self, inputs=3, hidden=4):
        super().__init__()
        self.hidden = hidden
        self.cell = nn.GRUCell(inputs, hidden)
        self.drop = VariationalDropout()

    def forward(self, xs):
        h = xs.new_zeros(xs.shape[1], self.hidden)
        self.drop.sample_mask(h.shape)  # or here
        for x in xs:
            h = self.drop(self.cell(x, h))  # or here
        return h


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = Cell().to(device)
model(torch.randn(5, 2, 3).to(device)).sum().backward()
