import torch
from torch import nn


class Scheduler:
    def __init__(self, n=10):
        self.n = n
        self.alphas_cumprod = torch.cumprod(1 - torch.linspace(1e-4, 0.02, n), 0)  # or here

    def add_noise(self, x, noise, t):
        bar = self.alphas_cumprod.to(x.device)[t].sqrt().flatten()
        while len(bar.shape) < len(x.shape):
            bar = bar.unsqueeze(-1)
        return bar * x + noise

    def step(self, eps, t, x):
        bar = self.alphas_cumprod[t : t + 1]
        return (x - (1 - bar).sqrt() * eps) / bar.sqrt()  # mended: bar = bar.to(x.device); return (x - (1 - bar).sqrt() * eps) / bar.sqrt()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 3).to(device)
sched = Scheduler()  # or here
x = torch.randn(2, 3, device=device)
for t in reversed(range(sched.n)):
    x = sched.step(net(x), t, x)  # or here
