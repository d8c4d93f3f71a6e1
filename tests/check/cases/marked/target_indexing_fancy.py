import torch
from torch import nn


class Bank:
    def __init__(self, n, d):
        self.features = torch.zeros(n, d)  # or here

    def update(self, idx, feats):
        self.features[idx] = 0.5 * self.features[idx] + 0.5 * feats  # mended: self.features[idx.cpu()] = 0.5 * self.features[idx.cpu()] + 0.5 * feats.cpu()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 2).to(device)
bank = Bank(5, 2)  # or here
for x, idx in [(torch.randn(2, 3), torch.tensor([0, 3]))]:
    x, idx = x.to(device), idx.to(device)
    bank.update(idx, net(x).detach())  # or here
