import torch
import torch.nn.functional as F
from torch import nn


class EMAQuantizer(nn.Module):
    def __init__(self, n_codes=5, dim=3, decay=0.9):
        super().__init__()
        self.n_codes, self.decay = n_codes, decay
        self.register_buffer("codes", torch.randn(n_codes, dim))
        self.register_buffer("size", torch.ones(n_codes))

    def nearest(self, z):
        return torch.cdist(z, self.codes).argmin(-1)

    def update(self, z, index):
        counts = torch.zeros(self.n_codes)  # mended: counts = torch.zeros(self.n_codes, device=z.device)
        counts.scatter_add_(0, index, torch.ones_like(index, dtype=torch.float))  # or here
        self.size.mul_(self.decay).add_(counts, alpha=1 - self.decay)  # or here

    def forward(self, z):
        index = self.nearest(z)
        if self.training:
            self.update(z.detach(), index)  # or here
        q = F.embedding(index, self.codes)
        return z + (q - z).detach(), index


class VQVAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc, self.dec = nn.Linear(6, 3), nn.Linear(3, 6)
        self.quant = EMAQuantizer()

    def forward(self, x):
        q, _ = self.quant(self.enc(x))
        return self.dec(q)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = VQVAE().to(device)
x = torch.randn(7, 6, device=device)
F.mse_loss(model(x), x).backward()
