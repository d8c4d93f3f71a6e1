import torch
from torch import nn


class Whiten(nn.Module):
    def __init__(self, stats):
        super().__init__()
        self.mean, self.std = stats  # mended: self.register_buffer("mean", stats[0]); self.register_buffer("std", stats[1])
        self.fc = nn.Linear(3, 2)

    def forward(self, x):
        return self.fc((x - self.mean) / self.std)  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
data = torch.randn(10, 3)
stats = (data.mean(0), data.std(0))
model = Whiten(stats).to(device)  # or here
model(data[:2].to(device))
