import torch
from torch import nn


class Attention(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.score = nn.Linear(d, 1)

    def forward(self, h, lengths):
        energies = self.score(h).squeeze(-1)
        mask = torch.ones(energies.size())  # mended: mask = torch.ones(energies.size(), device=h.device)
        for i, l in enumerate(lengths):
            if l < energies.size(1):
                mask[i, l:] = 0
        energies = energies.exp() * mask  # or here
        return energies / energies.sum(1, keepdim=True)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Attention(3).to(device)(torch.randn(2, 4, 3, device=device), [4, 2])
