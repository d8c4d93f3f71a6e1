import torch
from torch import nn


class MultiTask(nn.Module):
    def __init__(self, tasks, dim=6):
        super().__init__()
        self.trunk = nn.Linear(5, dim)
        self.heads = {}
        for task, classes in tasks.items():
            self.heads[task] = nn.Linear(dim, classes)  # or here
        self.heads = dict(self.heads)  # mended: self.heads = nn.ModuleDict(self.heads)

    def forward(self, x, task):
        return self.heads[task](torch.relu(self.trunk(x)))  # or here


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = MultiTask({"topic": 4, "tone": 2}).to(device)
    for task in ("topic", "tone"):
        print(model(torch.randn(3, 5).to(device), task).shape)


main()
