import torch
from torch import nn


class Align(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(4, 6)

    def forward(self, x, lengths):
        logp = self.l(x)
        steps = torch.arange(x.size(1)).expand(x.size(0), -1)  # mended: steps = torch.arange(x.size(1), device=x.device).expand(x.size(0), -1)
        valid = steps.lt(lengths.unsqueeze(1))  # or here
        return (logp * valid.unsqueeze(-1)).sum()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
x, n = torch.randn(2, 5, 4).to(device), torch.tensor([3, 5]).to(device)
print(Align().to(device)(x, n))
