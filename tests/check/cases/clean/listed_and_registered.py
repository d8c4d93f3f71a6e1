import torch
from torch import nn
class Pair(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(3, 3)
        b = nn.Linear(3, 3)
        self.b = b
        self.all = [self.a, b]
        self.names = []
        for i in range(3):
            l = nn.Linear(3, 3)
            setattr(self, f"l{i}", l)
            self.names.append(l)

    def forward(self, x):
        for m in self.all:
            x = m(x)
        for m in self.names:
            x = m(x)
        return x
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = Pair().to(device)
print(net(torch.randn(2, 3, device=device)))
