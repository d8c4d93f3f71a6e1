import torch
from torch import nn


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(3, 2)

    def forward(self, z):
        return self.net(z)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(2, 1)

    def forward(self, x):
        return self.net(x)


class GANTrainer:
    def __init__(self, device):
        self.device = device
        self.g = Generator().to(device)
        self.d = Discriminator()  # mended: self.d = Discriminator().to(device)
        self.bce = nn.BCEWithLogitsLoss()

    def step(self, real):
        real = real.to(self.device)
        fake = self.g(torch.randn(len(real), 3, device=self.device))
        ones = torch.ones(len(real), 1, device=self.device)
        return self.bce(self.d(real), ones) + self.bce(self.d(fake), 1 - ones)  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
GANTrainer(device).step(torch.randn(4, 2)).backward()
