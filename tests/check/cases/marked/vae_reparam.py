import torch
from torch import nn


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = nn.Linear(4, 8)
        self.dec = nn.Linear(4, 4)

    def reparameterize(self, mu, logvar):
        std = torch.exp(0.5 * logvar)
        eps = torch.randn(std.size())  # mended: eps = torch.randn(std.size(), device=std.device)
        return mu + eps * std  # or here

    def forward(self, x):
        mu, logvar = self.enc(x).chunk(2, dim=1)
        return self.dec(self.reparameterize(mu, logvar))


device = "cuda" if torch.cuda.is_available() else "cpu"
net = VAE().to(device)
print(net(torch.randn(2, 4).to(device)))
