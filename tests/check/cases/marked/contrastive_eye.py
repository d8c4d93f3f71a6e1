import torch
import torch.nn.functional as F
from torch import nn


class NTXent(nn.Module):
    def __init__(self, temperature=0.5):
        super().__init__()
        self.temperature = temperature

    def mask(self, n):
        m = torch.ones(2 * n, 2 * n, dtype=torch.bool)  # mended: m = torch.ones(2 * n, 2 * n, dtype=torch.bool, device=dev)
        m.fill_diagonal_(False)
        return m

    def forward(self, a, b):
        n = a.shape[0]
        z = F.normalize(torch.cat([a, b]), dim=1)
        sim = z @ z.t() / self.temperature
        sim = sim.masked_fill(~self.mask(n), -1e9)  # or here
        target = torch.arange(2 * n, device=a.device).roll(n)
        return F.cross_entropy(sim, target)


dev = torch.device("cuda" if torch.cuda.is_available() else "cpu")
enc = nn.Linear(4, 8).to(dev)
loss_fn = NTXent()
x = torch.randn(4, 4).to(dev)
loss_fn(enc(x), enc(x)).backward()
