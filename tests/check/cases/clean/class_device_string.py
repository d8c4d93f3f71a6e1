import torch
from torch import nn


class Config:
    device = "cuda" if torch.cuda.is_available() else "cpu"


class Gen(nn.Module):
    def __init__(self, z):
        super().__init__()
        self.z = z
        self.l = nn.Linear(z, 2)

    def sample(self, n):
        z = torch.randn(n, self.z, device=Config.device)
        return self.l(z)


g = Gen(3).to(Config.device)
print(g.sample(4) + torch.ones(4, 2, device=Config.device))
