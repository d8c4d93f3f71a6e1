import torch
from torch import nn


def cosine_betas(n):
    steps = torch.linspace(0, n, n + 1)
    bar = torch.cos((steps / n + 0.008) / 1.008 * torch.pi * 0.5) ** 2
    return torch.clip(1 - bar[1:] / bar[:-1], 0.0001, 0.9999)


def linear_betas(n):
    return torch.linspace(0.0001, 0.02, n)


class Gaussian(nn.Module):
    def __init__(self, net, n=10, schedule="cosine"):
        super().__init__()
        self.net = net
        if schedule == "cosine":
            betas = cosine_betas(n)
        elif schedule == "linear":
            betas = linear_betas(n)
        else:
            raise ValueError(schedule)
        self.bar = torch.cumprod(1 - betas, 0)  # mended: self.register_buffer("bar", torch.cumprod(1 - betas, 0))
        self.n = n

    def q_sample(self, x, t, noise):
        bar = self.bar[t].reshape(-1, 1)
        return bar.sqrt() * x + (1 - bar).sqrt() * noise  # or here

    def forward(self, x):
        t = torch.randint(0, self.n, (x.shape[0],), device=x.device)
        noise = torch.randn_like(x)
        return nn.functional.mse_loss(self.net(self.q_sample(x, t, noise)), noise)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Gaussian(nn.Linear(3, 3)).to(device)(torch.randn(2, 3, device=device)).backward()
