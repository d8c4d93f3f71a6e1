import torch
from torch import nn


class Net(nn.Module):
    """Keeps a plain list of layers that are registered by name as well."""

    def __init__(self, depth=2):
        super().__init__()
        self.order = []
        for i in range(depth):
            layer = nn.Linear(3, 3)
            self.add_module(f"layer{i}", layer)
            self.order.append(layer)

    def forward(self, x):
        for layer in self.order:
            x = layer(x)
        return x


device = "cuda" if torch.cuda.is_available() else "cpu"
print(Net().to(device)(torch.ones(1, 3, device=device)))
