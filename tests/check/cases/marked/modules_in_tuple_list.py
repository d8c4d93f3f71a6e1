import torch
from torch import nn


class Multi(nn.Module):
    def __init__(self):
        super().__init__()
        self.stages = []
        for i in range(3):
            self.stages.append((nn.Linear(4, 4), nn.Linear(4, 1)))  # mended: a, b = nn.Linear(4, 4), nn.Linear(4, 1); self.add_module(f"a{i}", a); self.add_module(f"b{i}", b); self.stages.append((a, b))
        self.stem = nn.Linear(2, 4)

    def forward(self, x):
        x = self.stem(x)
        outs = []
        for body, head in self.stages:
            x = body(x)  # or here
            outs.append(head(x))  # or here
        return outs


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Multi().to(device)(torch.randn(2, 2, device=device))
