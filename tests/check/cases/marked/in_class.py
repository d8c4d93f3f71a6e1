import torch
from torch import nn


class Trainer:
    def __init__(self, model, device):
        self.model = model
        self.device = device
        self.opt = torch.optim.Adagrad(self.model.parameters(), lr=0.1)  # mended: self.model.to(device); self.opt = torch.optim.Adagrad(self.model.parameters(), lr=0.1)
        self.model.to(device)  # or here

    def step(self, x):
        self.opt.zero_grad()
        self.model(x.to(self.device)).sum().backward()
        self.opt.step()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Trainer(nn.Linear(3, 1), device).step(torch.randn(2, 3))
