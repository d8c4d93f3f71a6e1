import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.fc = nn.Linear(dim, dim)

    def forward(self, x):
        norm = nn.LayerNorm(x.size(-1))  # mended: norm = nn.LayerNorm(x.size(-1)).to(x.device)
        return norm(self.fc(x))  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Block(4).to(device)(torch.randn(2, 4).to(device))
