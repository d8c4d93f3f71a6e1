import torch
from torch import nn
import torch.nn.functional as F


class Diffusion:
    def __init__(self, steps=10, device="cuda"):
        self.steps = steps
        self.device = device
        betas = torch.linspace(1e-4, 0.02, steps)  # or here
        self.alphas_bar = torch.cumprod(1 - betas, dim=0)  # mended: self.alphas_bar = torch.cumprod(1 - betas, dim=0).to(device)

    def noise(self, x, t):
        a = self.alphas_bar[t].sqrt()[:, None]
        eps = torch.randn_like(x)
        return a * x + (1 - a) * eps, eps  # or here

    def sample_t(self, n):
        return torch.randint(0, self.steps, (n,))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(4, 4).to(device)
diffusion = Diffusion(device=device)
x = torch.randn(2, 4, device=device)
t = diffusion.sample_t(2)
noisy, eps = diffusion.noise(x, t)  # or here
F.mse_loss(net(noisy), eps).backward()
