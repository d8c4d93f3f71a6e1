import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.masks = []
        for s in sizes:
            self.masks.append(torch.ones(s, s).tril())  # or here
        self.l = nn.Linear(4, 4)

    def forward(self, x, level):
        h = self.l(x)
        return h @ self.masks[level]  # mended: return h @ self.masks[level].to(h)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(Net([4, 8]).to(device)(torch.randn(2, 4, device=device), 0))
