import torch
from torch import nn


class PerTask(nn.Module):
    def __init__(self, tasks):
        super().__init__()
        self.shared = nn.Linear(4, 4)
        self.heads = {}  # mended: self.heads = nn.ModuleDict()
        for task, n in tasks.items():
            self.heads[task] = nn.Linear(4, n)  # or here

    def forward(self, x, task):
        return self.heads[task](self.shared(x))  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
PerTask({"a": 2, "b": 3}).to(device)(torch.randn(2, 4).to(device), "a")
