import torch
from torch import nn


class Uncertainty(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.s = nn.Parameter(torch.zeros(n))

    def forward(self, losses):
        return (torch.exp(-self.s) * losses + self.s).sum()


class Trainer:
    def __init__(self, model):
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model = model.to(self.device)
        self.weigh = Uncertainty(2)  # mended: self.weigh = Uncertainty(2).to(self.device)

    def loss(self, x):
        y = self.model(x.to(self.device))
        return self.weigh(torch.stack([y.mean(), y.std()]))  # or here


Trainer(nn.Linear(3, 2)).loss(torch.randn(4, 3)).backward()
