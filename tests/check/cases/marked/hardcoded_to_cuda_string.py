import torch
from torch import nn


class Quantizer(nn.Module):
    def __init__(self, n, d):
        super().__init__()
        self.codes = nn.Embedding(n, d)

    def forward(self, z):
        flat = z.reshape(-1, z.size(-1))
        dist = torch.cdist(flat, self.codes.weight)
        index = dist.argmin(1, keepdim=True)
        onehot = torch.zeros(index.size(0), 4).to("cuda")  # mended: onehot = torch.zeros(index.size(0), 4).to(z.device)
        onehot.scatter_(1, index, 1)
        return (onehot @ self.codes.weight).view_as(z)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Quantizer(4, 3).to(device)(torch.randn(2, 3).to(device))
