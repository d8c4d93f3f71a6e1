import torch
from torch import nn


def make_optimizer(name, model, lr):
    if name == "adagrad":
        return torch.optim.Adagrad(model.parameters(), lr=lr)  # or here
    return torch.optim.Adagrad(model.parameters(), lr=lr, lr_decay=0.1)  # or here


class Recommender(nn.Module):
    def __init__(self, users=5, items=6, dim=3):
        super().__init__()
        self.u, self.i = nn.Embedding(users, dim), nn.Embedding(items, dim)

    def forward(self, u, i):
        return (self.u(u) * self.i(i)).sum(-1)


class Trainer:
    def __init__(self, model, device):
        self.optimizer = torch.optim.Adagrad(model.parameters(), lr=0.1)  # mended: self.optimizer = torch.optim.Adagrad(model.to(device).parameters(), lr=0.1)
        self.model = model.to(device)  # or here
        self.device = device

    def step(self, u, i, r):
        loss = (self.model(u.to(self.device), i.to(self.device)) - r.to(self.device)).pow(2).mean()
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Trainer(Recommender(), device).step(torch.tensor([0, 1]), torch.tensor([2, 3]), torch.rand(2))
