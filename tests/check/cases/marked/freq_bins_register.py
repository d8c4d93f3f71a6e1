import torch
from torch import nn


class Mel(nn.Module):
    def __init__(self, bins, mels):
        super().__init__()
        self.fb = self.filterbank(bins, mels)  # mended: self.register_buffer("fb", self.filterbank(bins, mels))

    def filterbank(self, bins, mels):
        f = torch.linspace(0, 1, bins)  # or here
        c = torch.linspace(0, 1, mels)
        return (1 - (f[:, None] - c[None]).abs()).clamp(min=0)  # or here

    def forward(self, spec):
        return torch.matmul(spec.transpose(1, 2), self.fb)  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(Mel(5, 3).to(device)(torch.rand(2, 5, 4, device=device)).shape)
