import torch
from torch import nn


class Graph(nn.Module):
    def __init__(self, a):
        super().__init__()
        self.a = a
        self.l = nn.Linear(3, 3)

    def forward(self, x):
        a = self.a.to(x.device)
        return a @ self.l(x)


class Graph2(Graph):
    def forward(self, x):
        self.a = self.a.to(x.device)
        return self.a @ self.l(x)


class Graph3(Graph):
    def to(self, *args, **kw):
        self.a = self.a.to(*args, **kw)
        return super().to(*args, **kw)

    def forward(self, x):
        return self.a @ self.l(x)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
x = torch.randn(4, 3, device=device)
print(Graph(torch.eye(4)).to(device)(x), Graph2(torch.eye(4)).to(device)(x), Graph3(torch.eye(4)).to(device)(x))
