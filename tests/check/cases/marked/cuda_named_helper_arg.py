import torch
from torch import nn


def reparameterize(mu, logvar):
    std = torch.exp(0.5 * logvar)
    eps = torch.randn(std.shape, device="cuda:0")  # mended: eps = torch.randn(std.shape, device=std.device)
    return mu + eps * std  # or here


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 4)

    def forward(self, x):
        mu, logvar = self.fc(x).chunk(2, dim=-1)
        return reparameterize(mu, logvar)  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Encoder().to(device)(torch.randn(2, 3).to(device))
