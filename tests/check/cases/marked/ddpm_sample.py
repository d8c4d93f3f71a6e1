import torch
from torch import nn


class Diffusion:
    def __init__(self, steps=5, device="cuda"):
        self.steps = steps
        self.device = device
        self.beta = torch.linspace(1e-4, 0.02, steps).to(device)
        self.alpha = 1 - self.beta
        self.alpha_hat = self.alpha.cumprod(0)

    def noise_images(self, x, t):
        a = self.alpha_hat[t].sqrt()[:, None]
        b = (1 - self.alpha_hat[t]).sqrt()[:, None]
        eps = torch.randn_like(x)
        return a * x + b * eps, eps

    def timesteps(self, n):
        return torch.randint(1, self.steps, (n,))

    def sample(self, model, n):
        model.eval()
        x = torch.randn((n, 4))  # mended: x = torch.randn((n, 4), device=self.device)
        for i in reversed(range(1, self.steps)):
            t = torch.full((n,), i, device=self.device)
            noise = model(x, t)  # or here
            a = self.alpha[t][:, None]
            x = (x - noise) / a.sqrt()
        return x


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(4, 4)
        self.e = nn.Embedding(5, 4)

    def forward(self, x, t):
        return self.l(x) + self.e(t)


device = "cuda" if torch.cuda.is_available() else "cpu"
model = Net().to(device)
print(Diffusion(device=device).sample(model, 2))
