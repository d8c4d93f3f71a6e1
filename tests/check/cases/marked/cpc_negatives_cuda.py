import torch
from torch import nn


class CPC(nn.Module):
    def __init__(self, k=2, dim=4):
        super().__init__()
        self.k, self.dim = k, dim
        self.enc = nn.Linear(3, dim)
        self.gru = nn.GRU(dim, dim, batch_first=True)
        self.W = nn.ModuleList(nn.Linear(dim, dim) for _ in range(k))

    def forward(self, x):
        z = self.enc(x)
        c, _ = self.gru(z)
        pred = torch.empty((self.k, x.size(0), self.dim)).float().cuda()  # mended: pred = torch.empty((self.k, x.size(0), self.dim), device=x.device)
        for i, w in enumerate(self.W):
            pred[i] = w(c[:, -self.k - 1])
        target = z[:, -self.k :].transpose(0, 1)
        return (pred * target).sum(-1).mean()  # or here


use_cuda = torch.cuda.is_available()
device = torch.device("cuda" if use_cuda else "cpu")
print(CPC().to(device)(torch.rand(2, 6, 3, device=device)))
