import torch
from torch import nn


class LowRank(nn.Module):
    def __init__(self, dim, ranks):
        super().__init__()
        self.base = nn.Linear(dim, dim)
        self.factors = [nn.Parameter(torch.randn(dim, r)) for r in ranks]  # mended: self.factors = nn.ParameterList([nn.Parameter(torch.randn(dim, r)) for r in ranks])

    def forward(self, x):
        y = self.base(x)
        for f in self.factors:
            y = y + x @ f @ f.t()  # or here
        return y


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
LowRank(4, [1, 2]).to(device)(torch.randn(2, 4).to(device))
