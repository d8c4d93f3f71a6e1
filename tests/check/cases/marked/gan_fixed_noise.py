import torch
from torch import nn


class Config:
    latent = 4
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


def weights_init(m):
    if isinstance(m, nn.Linear):
        nn.init.normal_(m.weight, 0.0, 0.02)


class GAN:
    def __init__(self, cfg):
        self.cfg = cfg
        self.G = nn.Linear(cfg.latent, 6).to(cfg.device).apply(weights_init)
        self.D = nn.Linear(6, 1).to(cfg.device).apply(weights_init)
        self.fixed_noise = torch.randn(5, cfg.latent)  # mended: self.fixed_noise = torch.randn(5, cfg.latent, device=cfg.device)

    def sample(self):
        with torch.no_grad():
            return self.G(self.fixed_noise).cpu()  # or here

    def d_loss(self, real):
        real = real.to(self.cfg.device)
        noise = torch.randn(real.size(0), self.cfg.latent, device=self.cfg.device)
        return self.D(self.G(noise).detach()).mean() - self.D(real).mean()


gan = GAN(Config())
gan.d_loss(torch.randn(3, 6)).backward()
print(gan.sample().shape)  # or here
