import torch
from torch import nn


class Router(nn.Module):
    def __init__(self, experts):
        super().__init__()
        self.gate = nn.Linear(3, experts)
        self.experts = self._make(experts)  # or here

    def _make(self, n):
        return [nn.Linear(3, 3) for _ in range(n)]  # mended: return nn.ModuleList([nn.Linear(3, 3) for _ in range(n)])

    def forward(self, x):
        weights = self.gate(x).softmax(-1)
        outs = torch.stack([e(x) for e in self.experts], -1)  # or here
        return (outs * weights.unsqueeze(1)).sum(-1)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Router(2).to(device)(torch.randn(4, 3, device=device))
