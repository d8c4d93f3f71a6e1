import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Runner:
    def __init__(self, net, loader):
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.net = net
        self.loader = loader
        self.net.to(self.device)

    def prepare(self, batch):
        return [t.to(self.device) for t in batch]

    def run(self):
        for batch in self.loader:
            x, y = self.prepare(batch)
            print((self.net(x) - y).mean())

    def run2(self):
        for step, batch in enumerate(self.loader):
            batch = self.prepare(batch)
            x, y = batch
            print((self.net(x) - y).mean())


Runner(nn.Linear(3, 1), DataLoader(TensorDataset(torch.randn(4, 3), torch.randn(4, 1)))).run()
