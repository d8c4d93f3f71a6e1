import torch
import torch.nn.functional as F
from torch import nn


class Denoiser(nn.Module):
    def __init__(self, width, steps):
        super().__init__()
        self.time = nn.Embedding(steps, width)
        self.net = nn.Sequential(nn.Linear(width, 16), nn.SiLU(), nn.Linear(16, width))

    def forward(self, x, t):
        return self.net(x + self.time(t))


class GaussianDiffusion(nn.Module):
    def __init__(self, model, steps=10):
        super().__init__()
        self.model = model
        self.steps = steps
        betas = torch.linspace(1e-4, 0.02, steps)
        alphas_bar = torch.cumprod(1.0 - betas, dim=0)
        self.register_buffer("sqrt_ab", alphas_bar.sqrt())
        self.register_buffer("sqrt_1mab", (1.0 - alphas_bar).sqrt())

    def q_sample(self, x0, t, noise):
        return self.sqrt_ab[t, None] * x0 + self.sqrt_1mab[t, None] * noise

    def forward(self, x0):
        t = torch.randint(0, self.steps, (x0.shape[0],), device=x0.device).long()
        noise = torch.randn_like(x0)
        noisy = self.q_sample(x0, t, noise)
        return F.mse_loss(self.model(noisy, t), noise)

    @torch.no_grad()
    def sample(self, n, width):
        x = torch.randn(n, width, device=self.sqrt_ab.device)
        for i in reversed(range(self.steps)):
            t = torch.full((n,), i, device=x.device, dtype=torch.long)
            x = x - self.sqrt_1mab[i] * self.model(x, t)
        return x


def main():
    device = "cuda" if torch.cuda.is_available() else "cpu"
    diffusion = GaussianDiffusion(Denoiser(4, 10)).to(device)
    opt = torch.optim.AdamW(diffusion.parameters(), lr=3e-4)
    for _ in range(2):
        batch = torch.randn(3, 4).to(device, non_blocking=True)
        loss = diffusion(batch)
        opt.zero_grad()
        loss.backward()
        opt.step()
    print(diffusion.sample(2, 4).shape)


main()
