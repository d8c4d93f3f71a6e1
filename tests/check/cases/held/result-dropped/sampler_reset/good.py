import torch
from torch import nn


class EulerSampler:
    """Walks from noise to data along a fixed ladder of noise levels."""

    def __init__(self, steps=5, low=0.02, high=4.0):
        ramp = torch.linspace(0, 1, steps)
        levels = (high ** (1 / 7) + ramp * (low ** (1 / 7) - high ** (1 / 7))) ** 7
        self.sigmas = torch.cat([levels, torch.zeros(1)])

    def to(self, device):
        self.sigmas = self.sigmas.to(device)
        return self

    def run(self, denoise, x):
        noise = self.sigmas[0] * x
        pairs = torch.stack([self.sigmas[:-1], self.sigmas[1:]], dim=1)
        for pair in pairs:
            sigma, following = pair
            d = (noise - denoise(noise, sigma)) / sigma
            noise = noise + d * (following - sigma)
        return noise


class Denoiser(nn.Module):
    def __init__(self, width=4):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(width + 1, 16), nn.SiLU(), nn.Linear(16, width))

    def forward(self, x, sigma):
        level = sigma.log().expand(x.size(0), 1)
        return self.net(torch.cat([x, level], dim=1))


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = Denoiser().to(device).eval()
    sampler = EulerSampler().to(device)
    with torch.no_grad():
        out = sampler.run(model, torch.randn(3, 4, device=device))
    print(out.mean().item())


main()
