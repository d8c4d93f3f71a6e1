import torch
from torch import nn


class TimeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 3)

    def forward(self, x, t):
        t = torch.tensor([t]).repeat(x.shape[0])[:, None]  # mended: t = torch.tensor([t], device=x.device).repeat(x.shape[0])[:, None]
        return self.fc(torch.cat([x, t], dim=1))  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
TimeNet().to(device)(torch.randn(2, 3, device=device), 0.5)
