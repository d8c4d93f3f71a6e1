import torch
from torch import nn


def normalize_adjacency(adj):
    adj = adj + torch.eye(adj.shape[0])  # mended: adj = adj + torch.eye(adj.shape[0], device=adj.device)
    d = adj.sum(1).pow(-0.5)
    return d[:, None] * adj * d[None]


class ChebConv(nn.Module):
    def __init__(self, n_in, n_out, k=2):
        super().__init__()
        self.k = k
        self.weight = nn.Parameter(torch.randn(k, n_in, n_out))

    def forward(self, x, adj):
        lap = normalize_adjacency(adj)  # or here
        out = 0
        for i in range(self.k):
            out = out + x @ self.weight[i]
            x = lap @ x
        return out


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = ChebConv(3, 4), ChebConv(4, 2)

    def forward(self, x, adj):
        return self.conv2(torch.relu(self.conv1(x, adj)), adj)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = Model().to(device)
x, adj = torch.randn(5, 3).to(device), (torch.rand(5, 5) > 0.5).float().to(device)
model(x, adj).sum().backward()
