import torch
from torch import nn


class Trainer:
    def __init__(self, latent=4):
        self.latent = latent
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.g = nn.Linear(latent, 3).to(self.device)
        self.d = nn.Linear(3, 1).to(self.device)

    def noise(self, n):
        return torch.cuda.FloatTensor(n, self.latent).normal_()  # mended: return torch.randn(n, self.latent, device=self.device)

    def run(self):
        return self.d(self.g(self.noise(5)))  # or here


print(Trainer().run().shape)
