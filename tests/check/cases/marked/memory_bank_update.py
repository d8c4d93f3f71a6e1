import torch
import torch.nn.functional as F
from torch import nn


class MemoryBank:
    """Features of all samples of the training set."""

    def __init__(self, size, dim):
        self.bank = F.normalize(torch.randn(size, dim), dim=1)  # or here

    def similarity(self, features):
        return features @ self.bank.t()  # or here


class InstanceDiscrimination:
    def __init__(self, device):
        self.device = device
        self.net = nn.Linear(6, 4).to(device)
        self.memory = MemoryBank(10, 4)  # mended: self.memory = MemoryBank(10, 4); self.memory.bank = self.memory.bank.to(device)

    def loss(self, x, index):
        x, index = x.to(self.device), index.to(self.device)
        z = F.normalize(self.net(x), dim=1)
        return F.cross_entropy(self.memory.similarity(z) / 0.07, index)  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(InstanceDiscrimination(device).loss(torch.randn(3, 6), torch.tensor([1, 2, 3])))
