import torch
from torch import nn
from torch.distributions import Normal, kl_divergence


class VAE(nn.Module):
    def __init__(self, z=2):
        super().__init__()
        self.z = z
        self.enc = nn.Linear(5, 2 * z)
        self.dec = nn.Linear(z, 5)
        self.prior = Normal(torch.zeros(z), torch.ones(z))  # or here

    def forward(self, x):
        mu, log_sigma = self.enc(x).chunk(2, -1)
        q = Normal(mu, log_sigma.exp())
        z = q.rsample()
        kl = kl_divergence(q, self.prior).sum(-1)  # mended: kl = kl_divergence(q, Normal(torch.zeros_like(mu), torch.ones_like(mu))).sum(-1)
        return ((self.dec(z) - x).pow(2).sum(-1) + kl).mean()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(VAE().to(device)(torch.rand(3, 5, device=device)))
