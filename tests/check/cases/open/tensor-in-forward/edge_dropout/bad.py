import torch
import torch.nn.functional as F
from torch import nn


def scatter_mean(values, index, size):
    total = values.new_zeros(size, values.size(1)).index_add_(0, index, values)
    count = torch.zeros(size, 1, device=values.device)
    count.index_add_(0, index, torch.ones_like(values[:, :1]))
    return total / count.clamp(min=1)


def normalise(edge_index, edge_weight, n):
    if edge_weight is None:
        edge_weight = torch.ones(edge_index.size(1))
    degree = torch.zeros(n, device=edge_index.device)
    degree = degree.scatter_add(0, edge_index[1], edge_weight)
    return edge_weight / degree[edge_index[1]].clamp(min=1e-6)


class SAGEConv(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.own = nn.Linear(n_in, n_out)
        self.other = nn.Linear(n_in, n_out, bias=False)

    def forward(self, x, edge_index, edge_weight=None):
        weight = normalise(edge_index, edge_weight, x.size(0))
        message = x[edge_index[0]] * weight.unsqueeze(1)
        return self.own(x) + self.other(scatter_mean(message, edge_index[1], x.size(0)))


class GraphSAGE(nn.Module):
    def __init__(self, n_in, hidden, classes):
        super().__init__()
        self.convs = nn.ModuleList([SAGEConv(n_in, hidden), SAGEConv(hidden, classes)])

    def forward(self, x, edge_index):
        for i, conv in enumerate(self.convs):
            x = conv(x, edge_index)
            if i + 1 < len(self.convs):
                x = F.dropout(F.relu(x), 0.5, self.training)
        return x


class Graph:
    def __init__(self, nodes=6):
        self.x = torch.randn(nodes, 4)
        self.edge_index = torch.randint(0, nodes, (2, 10))
        self.y = torch.randint(0, 2, (nodes,))

    def to(self, device):
        self.x = self.x.to(device)
        self.edge_index = self.edge_index.to(device)
        self.y = self.y.to(device)
        return self


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
graph = Graph().to(device)
model = GraphSAGE(4, 8, 2).to(device)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(2):
    optimizer.zero_grad()
    loss = F.cross_entropy(model(graph.x, graph.edge_index), graph.y)
    loss.backward()
    optimizer.step()
