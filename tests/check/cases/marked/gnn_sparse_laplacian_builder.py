import torch
from torch import nn


class ChebLayer(nn.Module):
    def __init__(self, edges, nodes):
        super().__init__()
        self.lin = nn.Linear(4, 4)
        self.lap = self.build(edges, nodes)  # mended: self.register_buffer("lap", self.build(edges, nodes))

    def build(self, edges, nodes):
        adj = torch.zeros(nodes, nodes)
        for a, b in edges:
            adj[a, b] = 1.0
        degree = adj.sum(1).clamp(min=1).rsqrt()
        return torch.eye(nodes) - degree[:, None] * adj * degree[None, :]

    def forward(self, x):
        first = self.lin(x)
        return 2 * self.lap @ first - x  # or here


device = "cuda" if torch.cuda.is_available() else "cpu"
layer = ChebLayer([(0, 1), (1, 0)], 3).to(device)
print(layer(torch.randn(3, 4).to(device)))
