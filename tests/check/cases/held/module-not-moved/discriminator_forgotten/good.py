import argparse

import torch
import torch.nn as nn
from torch.optim import Adam

parser = argparse.ArgumentParser()
parser.add_argument("--nz", type=int, default=4, help="size of the latent vector")
parser.add_argument("--niter", type=int, default=2)
parser.add_argument("--no-cuda", action="store_true")
opt = parser.parse_args()

use_cuda = not opt.no_cuda and torch.cuda.is_available()
device = torch.device("cuda:0" if use_cuda else "cpu")


def weights_init(m):
    if isinstance(m, nn.Linear):
        m.weight.data.normal_(0.0, 0.02)


class Generator(nn.Module):
    def __init__(self, nz):
        super().__init__()
        self.main = nn.Sequential(nn.Linear(nz, 8), nn.ReLU(True), nn.Linear(8, 6), nn.Tanh())

    def forward(self, z):
        return self.main(z)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(nn.Linear(6, 8), nn.LeakyReLU(0.2), nn.Linear(8, 1))

    def forward(self, x):
        return self.main(x).view(-1)


netG = Generator(opt.nz).to(device)
netG.apply(weights_init)
netD = Discriminator().to(device)
netD.apply(weights_init)

criterion = nn.BCEWithLogitsLoss()
optD = Adam(netD.parameters(), lr=2e-4, betas=(0.5, 0.999))
optG = Adam(netG.parameters(), lr=2e-4, betas=(0.5, 0.999))
for step in range(opt.niter):
    real = torch.randn(3, 6).to(device)
    fake = netG(torch.randn(3, opt.nz, device=device))
    ones, zeros = torch.ones(3, device=device), torch.zeros(3, device=device)

    netD.zero_grad()
    errD = criterion(netD(real), ones) + criterion(netD(fake.detach()), zeros)
    errD.backward()
    optD.step()

    netG.zero_grad()
    errG = criterion(netD(fake), ones)
    errG.backward()
    optG.step()
    print(step, errD.item(), errG.item())
