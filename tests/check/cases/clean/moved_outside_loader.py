import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Prefetch:
    def __init__(self, loader, device):
        self.loader, self.device = loader, device

    def __iter__(self):
        for x, y in self.loader:
            yield x.to(self.device), y.to(self.device)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 1).to(device)
loader = DataLoader(TensorDataset(torch.randn(4, 3), torch.randn(4, 1)))
loader = Prefetch(loader, device)
for x, y in loader:
    print((net(x) - y).mean())
