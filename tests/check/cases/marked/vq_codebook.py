import torch
from torch import nn


class VQ(nn.Module):
    def __init__(self, n=8, width=4):
        super().__init__()
        self.embed = nn.Embedding(n, width)
        self.usage = torch.zeros(n)  # mended: self.register_buffer("usage", torch.zeros(n))

    def forward(self, z):
        d = torch.cdist(z, self.embed.weight)
        index = d.argmin(1)
        one = torch.nn.functional.one_hot(index, 8).float()
        self.usage = 0.9 * self.usage + 0.1 * one.sum(0)  # or here
        return self.embed(index)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
vq = VQ().to(device)
print(vq(torch.randn(3, 4, device=device)))
