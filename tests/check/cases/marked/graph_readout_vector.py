import torch
from torch import nn


class Data:
    def __init__(self, x, edge_index, batch):
        self.x, self.edge_index, self.batch = x, edge_index, batch


class Gnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(3, 3)
        self.out = nn.Linear(3, 1)

    def forward(self, x, edge_index, batch):
        row, col = edge_index
        h = self.lin(x)
        h = torch.zeros_like(h).index_add_(0, row, h[col])
        pooled = h.new_zeros(2, 3).index_add_(0, batch, h)  # or here
        return self.out(pooled)


def evaluate(model, graphs, device):
    model.eval()
    outs = []
    for data in graphs:
        x = data.x.to(device)
        edge_index = data.edge_index.to(device)
        outs.append(model(x, edge_index, data.batch))  # mended: outs.append(model(x, edge_index, data.batch.to(device)))
    return torch.cat(outs)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
graph = Data(torch.randn(4, 3), torch.tensor([[0, 1, 2], [1, 0, 3]]), torch.tensor([0, 0, 1, 1]))
print(evaluate(Gnn().to(device), [graph, graph], device))
