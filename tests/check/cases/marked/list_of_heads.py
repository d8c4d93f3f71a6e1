import torch
from torch import nn


class MultiHead(nn.Module):
    def __init__(self, tasks):
        super().__init__()
        self.body = nn.Linear(4, 8)
        self.heads = [nn.Linear(8, n) for n in tasks]  # mended: self.heads = nn.ModuleList([nn.Linear(8, n) for n in tasks])

    def forward(self, x):
        h = self.body(x)
        return [head(h) for head in self.heads]  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = MultiHead([2, 3]).to(device)
print(net(torch.randn(2, 4, device=device)))
