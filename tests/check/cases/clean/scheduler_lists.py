import torch
from torch import nn


class Schedule:
    def __init__(self, steps, device):
        self.betas = torch.linspace(1e-4, 0.02, steps, device=device)
        self.alphas = (1 - self.betas).cumprod(0)

    def noise(self, x, t):
        a = self.alphas[t].view(-1, 1)
        return a.sqrt() * x + (1 - a).sqrt() * torch.randn_like(x)


class Host:
    def __init__(self, steps):
        self.alphas = torch.linspace(1, 0.1, steps)

    def noise(self, x, t):
        a = self.alphas.to(x.device)[t].view(-1, 1)
        return a * x

    def noise_host(self, x, t):
        a = self.alphas[t.cpu()].to(x.device).view(-1, 1)
        return a * x


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 3).to(device)
s, h = Schedule(10, device), Host(10)
x = torch.randn(2, 3, device=device)
t = torch.randint(0, 10, (2,), device=device)
print(net(s.noise(x, t)) + net(h.noise(x, t)) + net(h.noise_host(x, t)))
