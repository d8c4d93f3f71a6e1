import torch
from torch import nn


class MultiTask(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.log_vars = nn.Parameter(torch.zeros(n))

    def forward(self, losses):
        precision = torch.exp(-self.log_vars)
        stacked = torch.stack(losses)
        prior = torch.ones(len(losses))  # mended: prior = torch.ones(len(losses), device=stacked.device)
        return (precision * stacked + self.log_vars * prior).sum()  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
mt = MultiTask(2).to(device)
x = torch.randn(3, device=device)
mt([x.pow(2).mean(), x.abs().mean()]).backward()
