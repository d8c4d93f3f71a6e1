import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self, length, dim):
        super().__init__()
        self.length = length
        self.embed = nn.Embedding(length, dim)
        self.proj = nn.Linear(dim, dim)

    @property
    def positions(self):
        return torch.arange(self.length)  # mended: return torch.arange(self.length, device=self.embed.weight.device)

    def forward(self, x):
        return self.proj(x + self.embed(self.positions))  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = Encoder(4, 3).to(device)
model(torch.randn(2, 4, 3).to(device))
