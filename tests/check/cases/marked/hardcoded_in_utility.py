import torch
from torch import nn


def one_hot(labels, n):
    y = torch.eye(n).cuda()  # mended: y = torch.eye(n, device=labels.device)
    return y[labels]  # or here


class Trainer:
    def __init__(self, model, device):
        self.model = model.to(device)
        self.device = device

    def step(self, x, labels):
        x, labels = x.to(self.device), labels.to(self.device)
        target = one_hot(labels, 3)  # or here
        return ((self.model(x) - target) ** 2).mean()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Trainer(nn.Linear(2, 3), device).step(torch.randn(2, 2), torch.tensor([0, 2]))
