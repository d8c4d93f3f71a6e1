import torch
from torch import nn


class LatentSampler:
    def __init__(self, seed, device):
        self.device = device
        self.generator = torch.Generator()  # or here
        self.generator.manual_seed(seed)

    def __call__(self, n, dim):
        return torch.randn(n, dim, generator=self.generator, device=self.device)  # mended: return torch.randn(n, dim, generator=self.generator).to(self.device)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
decoder = nn.Linear(4, 2).to(device)
print(decoder(LatentSampler(3, device)(5, 4)))
