import torch
from torch import nn


class RunningMean:
    def __init__(self, dim):
        self.mean = torch.zeros(dim)  # mended: self.mean = torch.zeros(dim, device="cuda" if torch.cuda.is_available() else "cpu")
        self.count = 0

    def update(self, x):
        self.count += x.shape[0]
        self.mean += (x.mean(0) - self.mean) / self.count  # or here
        return self.mean


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Linear(3, 3).to(device)
stats = RunningMean(3)  # or here
for _ in range(2):
    stats.update(model(torch.randn(4, 3).to(device)).detach())  # or here
