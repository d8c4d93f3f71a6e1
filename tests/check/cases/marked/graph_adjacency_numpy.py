import numpy as np
import torch
from torch import nn


class GCNLayer(nn.Module):
    def __init__(self, a, b):
        super().__init__()
        self.fc = nn.Linear(a, b)

    def forward(self, x, adj):
        return adj @ self.fc(x)


def load_graph(n):
    adj = np.eye(n, dtype=np.float32)
    feats = np.random.rand(n, 3).astype(np.float32)
    return torch.from_numpy(feats), torch.from_numpy(adj)  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
features, adjacency = load_graph(4)
features = features.to(device)
layer = GCNLayer(3, 2).to(device)
out = layer(features, adjacency)  # mended: out = layer(features, adjacency.to(device))
