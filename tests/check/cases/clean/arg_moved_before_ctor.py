import torch
from torch import nn


class Graph(nn.Module):
    def __init__(self, a):
        super().__init__()
        self.a = a
        self.l = nn.Linear(3, 3)

    def forward(self, x):
        return self.a @ self.l(x)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
a = torch.eye(4)
a = a.to(device)
g = Graph(a).to(device)
print(g(torch.randn(4, 3, device=device)))
