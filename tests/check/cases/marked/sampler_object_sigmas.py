import torch
from torch import nn


class EulerScheduler:
    def __init__(self, steps):
        self.sigmas = torch.linspace(1.0, 0.0, steps + 1)  # or here
        self.steps = steps

    def step(self, pred, i, x):
        return x + (self.sigmas[i + 1] - self.sigmas[i]) * pred

    def scale(self, x, index):
        return x * self.sigmas[index].view(-1, 1)  # mended: return x * self.sigmas[index.cpu()].view(-1, 1).to(x)


class Denoiser(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(3, 3)

    def forward(self, x):
        return self.net(x)


@torch.no_grad()
def sample(model, scheduler, n, device):
    x = torch.randn(n, 3, device=device)
    for i in range(scheduler.steps):
        index = torch.full((n,), i, device=device)
        x = scheduler.step(model(scheduler.scale(x, index)), i, x)  # or here
    return x


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(sample(Denoiser().to(device), EulerScheduler(3), 2, device).shape)
