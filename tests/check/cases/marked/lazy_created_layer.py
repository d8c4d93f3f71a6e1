import torch
from torch import nn


class Adapter(nn.Module):
    def __init__(self):
        super().__init__()
        self.proj = None
        self.out = nn.Linear(6, 2)

    def forward(self, x):
        if self.proj is None:
            self.proj = nn.Linear(x.shape[-1], 6)  # mended: self.proj = nn.Linear(x.shape[-1], 6).to(x.device)
        return self.out(self.proj(x))  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Adapter().to(device)(torch.randn(2, 5).to(device))
