import torch
from torch import nn


class MultiTask(nn.Module):
    def __init__(self, tasks, sizes, dim=6):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(4, dim), nn.ReLU())
        heads = [nn.Linear(dim, size) for size in sizes]
        self.heads = dict(zip(tasks, heads))  # mended: self.heads = nn.ModuleDict(dict(zip(tasks, heads)))

    def forward(self, x, task):
        return self.heads[task](self.trunk(x))  # or here


def train(model, batches, device):
    model.to(device)  # or here
    optimizer = torch.optim.Adam(model.parameters())
    for task, x, y in batches:
        out = model(x.to(device), task)  # or here
        loss = nn.functional.mse_loss(out, y.to(device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = MultiTask(["depth", "normal"], [1, 3])
train(model, [("depth", torch.randn(2, 4), torch.randn(2, 1))], device)
