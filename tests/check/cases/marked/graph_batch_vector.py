import torch
from torch import nn


class Graph:
    def __init__(self, x, edge_index):
        self.x = x
        self.edge_index = edge_index

    def to(self, device):
        return Graph(self.x.to(device), self.edge_index.to(device))


class Batch:
    def __init__(self, graphs):
        offset, edges, xs, index = 0, [], [], []
        for i, g in enumerate(graphs):
            n = g.x.shape[0]
            edges.append(g.edge_index + offset)
            xs.append(g.x)
            index.append(torch.full((n,), i, dtype=torch.long))  # mended: index.append(torch.full((n,), i, dtype=torch.long, device=g.x.device))
            offset += n
        self.x = torch.cat(xs)
        self.edge_index = torch.cat(edges, dim=1)
        self.index = torch.cat(index)
        self.size = len(graphs)


class GIN(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(3, 4)
        self.out = nn.Linear(4, 1)

    def forward(self, batch):
        h = self.lin(batch.x)
        src, dst = batch.edge_index
        h = h + torch.zeros_like(h).index_add_(0, dst, h[src])
        pooled = torch.zeros(batch.size, h.shape[1], device=h.device)
        pooled.index_add_(0, batch.index, h)  # or here
        return self.out(pooled)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = GIN().to(device)
graphs = [Graph(torch.randn(3, 3), torch.tensor([[0, 1], [1, 2]])) for _ in range(2)]
batch = Batch([g.to(device) for g in graphs])
print(model(batch))  # or here
