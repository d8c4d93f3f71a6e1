import torch
import torch.nn.functional as F
from torch import nn


def add_self_loops(edge_index, num_nodes):
    loops = torch.arange(num_nodes, device=edge_index.device).repeat(2, 1)
    return torch.cat([edge_index, loops], dim=1)


def degree(index, num_nodes, dtype):
    out = torch.zeros(num_nodes, dtype=dtype, device=index.device)
    return out.scatter_add_(0, index, torch.ones_like(index, dtype=dtype))


class GCNConv(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.lin = nn.Linear(in_channels, out_channels, bias=False)
        self.bias = nn.Parameter(torch.zeros(out_channels))

    def forward(self, x, edge_index):
        edge_index = add_self_loops(edge_index, x.size(0))
        row, col = edge_index
        inv = degree(col, x.size(0), x.dtype).pow(-0.5)
        norm = inv[row] * inv[col]
        x = self.lin(x)
        out = torch.zeros_like(x).index_add(0, col, norm.unsqueeze(1) * x[row])
        return out + self.bias


class GCN(nn.Module):
    def __init__(self, features, hidden, classes):
        super().__init__()
        self.conv1 = GCNConv(features, hidden)
        self.conv2 = GCNConv(hidden, classes)

    def forward(self, x, edge_index):
        x = F.relu(self.conv1(x, edge_index))
        return F.log_softmax(self.conv2(x, edge_index), dim=1)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
x = torch.randn(6, 5).to(device)
edges = torch.tensor([[0, 1, 2, 3, 4], [1, 2, 3, 4, 5]]).to(device)
y = torch.tensor([0, 1, 0, 1, 0, 1]).to(device)
train_mask = torch.tensor([True, True, True, True, False, False])

model = GCN(5, 8, 2).to(device)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01, weight_decay=5e-4)
for epoch in range(2):
    model.train()
    optimizer.zero_grad()
    out = model(x, edges)
    loss = F.nll_loss(out[train_mask], y[train_mask])
    loss.backward()
    optimizer.step()
