import torch
from torch import nn


class VAE(nn.Module):
    def __init__(self, z=2):
        super().__init__()
        self.z = z
        self.enc = nn.Linear(4, 2 * z)
        self.dec = nn.Linear(z, 4)

    def sample(self, n, device=None):
        device = device or next(self.parameters()).device
        return self.dec(torch.randn(n, self.z, device=device))

    def interpolate(self, a, b, n):
        w = torch.linspace(0, 1, n, device=a.device)[:, None]
        return self.dec(torch.lerp(a[None], b[None], w))

    def forward(self, x):
        m, s = self.enc(x).chunk(2, -1)
        return self.dec(m + torch.randn_like(s) * s.exp())


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    vae = VAE().to(device)
    x = torch.randn(3, 4, device=device)
    vae(x).sum().backward()
    print(vae.sample(2), vae.sample(2, device) + vae.sample(2, device=device))
    a, b = torch.zeros(2).to(device), torch.ones(2).to(device)
    print(vae.interpolate(a, b, 3))


main()
