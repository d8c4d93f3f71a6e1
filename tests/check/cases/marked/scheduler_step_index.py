import numpy as np
import torch
from torch import nn


class DDIM:
    def __init__(self, steps=10, inference=4):
        betas = np.linspace(1e-4, 2e-2, steps)
        self.alphas_cumprod = torch.from_numpy(np.cumprod(1 - betas)).float()
        self.timesteps = torch.from_numpy(np.linspace(steps - 1, 0, inference).astype(int))  # or here

    def add_noise(self, x, noise, t):
        a = self.alphas_cumprod.to(x.device)[t].view(-1, 1)
        return a.sqrt() * x + (1 - a).sqrt() * noise


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.time = nn.Embedding(10, 3)
        self.net = nn.Linear(3, 3)

    def forward(self, x, t):
        return self.net(x + self.time(t))


def sample(model, sched, device):
    x = torch.randn(2, 3, device=device)
    for t in sched.timesteps:
        x = x - 0.1 * model(x, t.repeat(2))  # mended: x = x - 0.1 * model(x, t.repeat(2).to(device))
    return x


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
with torch.no_grad():
    print(sample(Model().to(device), DDIM(), device).shape)
