import torch
from torch import nn


class Schedule:
    def __init__(self, n):
        betas = torch.linspace(0.0001, 0.02, n)  # or here
        self.alphas = (1 - betas).cumprod(0)  # or here

    def add_noise(self, x, noise, t):
        a = self.alphas[t].view(-1, 1)  # mended: a = self.alphas.to(x.device)[t].view(-1, 1)
        return a.sqrt() * x + (1 - a).sqrt() * noise  # or here


class DiffusionModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.schedule = Schedule(10)  # or here
        self.net = nn.Linear(4, 4)

    def forward(self, x):
        t = torch.randint(0, 10, (x.size(0),), device=x.device)
        noise = torch.randn_like(x)
        return self.net(self.schedule.add_noise(x, noise, t)) - noise  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
DiffusionModel().to(device)(torch.randn(2, 4, device=device))
