import torch
from torch import nn


class Data:
    def __init__(self, x, edge_index, y):
        self.x, self.edge_index, self.y = x, edge_index, y


class GCN(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(3, 2)

    def forward(self, x, edge_index):
        h = self.l(x)
        out = torch.zeros_like(h)
        out.index_add_(0, edge_index[1], h[edge_index[0]])
        return out


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = GCN().to(device)
data = Data(torch.randn(4, 3), torch.tensor([[0, 1], [1, 2]]), torch.tensor([0, 1, 1, 0]))
out = model(data.x.to(device), data.edge_index.to(device))
mask = torch.tensor([True, False, True, True])
loss = nn.functional.cross_entropy(out[mask], data.y[mask])  # mended: loss = nn.functional.cross_entropy(out[mask], data.y[mask].to(device))
loss.backward()
