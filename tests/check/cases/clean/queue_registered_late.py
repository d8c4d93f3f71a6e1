import torch
from torch import nn


class Bank(nn.Module):
    def __init__(self, n, width):
        super().__init__()
        feats = torch.randn(n, width)
        feats = nn.functional.normalize(feats, dim=1)
        self.register_buffer("feats", feats)
        self.register_buffer("ptr", torch.zeros((), dtype=torch.long))
        self.mask = nn.Parameter(torch.ones(width), requires_grad=False)

    def forward(self, q):
        self.feats = 0.9 * self.feats + 0.1 * q.mean(0)
        return (q * self.mask) @ self.feats.T


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
b = Bank(4, 3).to(device)
print(b(torch.randn(2, 3, device=device)))
