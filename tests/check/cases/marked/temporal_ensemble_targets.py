import torch
import torch.nn.functional as F
from torch import nn


class TemporalEnsemble:
    def __init__(self, samples, classes, momentum=0.6):
        self.momentum = momentum
        self.targets = torch.zeros(samples, classes)  # or here

    def lookup(self, index):
        return self.targets[index]

    def update(self, index, probs):
        old = self.targets[index]
        self.targets[index] = self.momentum * old + (1 - self.momentum) * probs.cpu()


def train_epoch(model, loader, ensemble, device):
    for index, x in loader:
        probs = model(x.to(device)).softmax(-1)
        target = ensemble.lookup(index)  # mended: target = ensemble.lookup(index).to(device)
        loss = F.mse_loss(probs, target)  # or here
        loss.backward()
        ensemble.update(index, probs.detach())


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Linear(4, 3).to(device)
loader = [(torch.tensor([0, 2]), torch.randn(2, 4))]
train_epoch(model, loader, TemporalEnsemble(5, 3), device)  # or here
