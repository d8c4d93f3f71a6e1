import torch
from torch import nn


class Wing:
    def __init__(self, weights):
        self.weights = torch.as_tensor(weights)  # or here

    def __call__(self, pred, target):
        return ((pred - target).abs() * self.weights).mean()  # mended: return ((pred - target).abs() * self.weights.to(pred.device)).mean()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(2, 3).to(device)
criterion = Wing([1.0, 2.0, 3.0])  # or here
x, y = torch.randn(4, 2, device=device), torch.randn(4, 3, device=device)
criterion(net(x), y).backward()  # or here
