import torch
from torch import nn


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.mu = nn.Linear(4, 2)
        self.logvar = nn.Linear(4, 2)
        self.dec = nn.Linear(2, 4)

    def forward(self, x):
        mu, logvar = self.mu(x), self.logvar(x)
        eps = torch.cuda.FloatTensor(mu.size()).normal_()  # mended: eps = torch.empty_like(mu).normal_()
        z = mu + eps * (0.5 * logvar).exp()  # or here
        return self.dec(z)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
VAE().to(device)(torch.randn(2, 4, device=device))
