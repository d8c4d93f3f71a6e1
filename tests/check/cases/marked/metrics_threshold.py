import torch
from torch import nn


class Accuracy:
    def __init__(self):
        self.hits = torch.zeros(1)  # or here
        self.seen = 0

    def update(self, logits, y):
        self.hits += (logits.argmax(1) == y).float().sum(0, keepdim=True)  # or here
        self.seen += len(y)

    def value(self):
        return (self.hits / self.seen).item()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 2).to(device)
acc = Accuracy()
x, y = torch.randn(4, 3).to(device), torch.tensor([0, 1, 1, 0]).to(device)
acc.update(net(x), y)  # mended: acc.hits = acc.hits.to(device); acc.update(net(x), y)
print(acc.value())
